"""The pytest plugin, as it is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap

import pytest

import vitalsign

USAGE = 4


@pytest.fixture
def shop(pytester):
    pytester.makepyfile(shop="import fractions\n", slow="import time\ntime.sleep(0.3)\n")
    return pytester


def of_internals(result):
    """Lines of the output that lead into the package."""
    return [line for line in result.outlines if "vitalsign/" in line or "vitalsign\\" in line]


def run(pytester, source, *arguments):
    pytester.makepyfile(test_shop=textwrap.dedent(source))
    return pytester.runpytest_subprocess("--strict-markers", *arguments)


def test_an_import_under_its_limit_passes_and_the_body_runs_too(shop):
    result = run(
        shop,
        """
        import pytest

        @pytest.mark.vitals_import("shop", limit="60s")
        def test_import(tmp_path):
            print("the body ran in", tmp_path)
        """,
        "-s",
    )
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        ["*the body ran in */test_import0*", "*= vitals =*", "pass * import shop  the import takes * test_shop.py::test_import"]
    )


def test_an_import_over_its_limit_fails_as_pytest_does(shop):
    result = run(
        shop,
        """
        import pytest

        @pytest.mark.vitals_import("slow", limit="100ms")
        def test_import():
            raise RuntimeError("a body after a failed measurement does not run")
        """,
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*_ test_import _*",
            "the import takes * over the limit of 100 ms *",
            "* slow is asleep for * at *slow.py:2 *",
            "FAILED test_shop.py::test_import - Failed: the import takes *",
        ]
    )
    assert "RuntimeError" not in result.stdout.str()
    assert of_internals(result) == []


def test_a_body_is_created_in_processes_of_its_own(shop):
    result = run(
        shop,
        """
        import os, time
        import pytest

        @pytest.mark.vitals_creation(limit="60s")
        def test_quick():
            with open("pids", "a") as file:
                print(os.getpid(), file=file)

        @pytest.mark.vitals_creation(limit="1ms")
        def test_slow():
            time.sleep(0.02)

        class TestOfAClass:
            @pytest.mark.vitals_creation(limit="60s")
            async def test_method(self):
                assert type(self).__name__ == "TestOfAClass"

        @pytest.mark.vitals_creation(limit="60s")
        def test_raises():
            assert 1 == 2, "not equal"
        """,
    )
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["FAILED test_shop.py::test_slow - Failed: the first creation takes *"])
    result.stdout.fnmatch_lines(["FAILED test_shop.py::test_raises - Failed: error: no object was created: *"])
    pids = (shop.path / "pids").read_text().split()
    assert len(set(pids)) >= 3
    assert of_internals(result) == []


def test_what_a_body_leaves_in_memory_fails(shop):
    result = run(
        shop,
        """
        import pytest

        kept = []

        @pytest.mark.vitals_growth(limit="1MB", objects=10, rounds=10)
        def test_leaks():
            kept.append(bytearray(100_000))

        @pytest.mark.vitals_growth(limit="50MB", objects=10, rounds=10)
        def test_is_clean():
            bytearray(100_000)
        """,
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["* stay after * over the limit of 1.00 MB", "*test_shop.py:7 in test_leaks*"])


@pytest.mark.parametrize(
    "mark, test, message",
    [
        ("vitals_import", "def test_a(): pass", 'test_shop.py::test_a: vitals_import needs the name of one module: @pytest.mark.vitals_import("shop.app"'),
        ("vitals_import('a', 'b')", "def test_a(): pass", "vitals_import needs the name of one module"),
        ("vitals_import('shop', limits='2s')", "def test_a(): pass", "vitals_import has no argument `limits`; it has limit, samples"),
        ("vitals_import('shop', limit=2.5)", "def test_a(): pass", "takes `limit` as a text with a unit, or as a number; it is 2.5"),
        ("vitals_growth('50MB')", "def test_a(): pass", "vitals_growth takes arguments by name alone"),
        ("vitals_growth(limit='50MB')", "def test_a(tmp_path): pass", "without fixtures, and this one uses tmp_path: its body is repeated in a process of its own"),
        ("usefixtures('tmp_path')\n@pytest.mark.vitals_creation", "def test_a(): pass", "without fixtures, and this one uses tmp_path"),
        ("parametrize('a', [1, 2])\n@pytest.mark.vitals_creation", "def test_a(a): pass", "takes a test without parameters"),
    ],
)
def test_a_mark_that_cannot_be_is_a_usage_error(shop, mark, test, message):
    result = run(shop, f"import pytest\n@pytest.mark.{mark}\n{test}\n")
    assert result.ret == USAGE
    assert message in result.stderr.str() + result.stdout.str()
    assert of_internals(result) == []


def test_a_mark_of_a_class_holds_for_its_tests(shop):
    result = run(
        shop,
        """
        import pytest

        @pytest.mark.vitals_import("slow", limit="100ms")
        class TestAll:
            def test_one(self): pass
        """,
    )
    result.assert_outcomes(failed=1)


def test_a_limit_without_a_unit_is_the_programs_own_sentence(shop):
    result = run(shop, "import pytest\n@pytest.mark.vitals_import('shop', limit='2')\ndef test_a(): pass\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*`2` has no unit*"])
    assert of_internals(result) == []


def test_the_fixture_measures_the_rest_and_shows_the_tests_own_line(shop):
    result = run(
        shop,
        """
        def test_import(vitals):
            found = vitals.measure_import("slow", limit="100ms")
            assert found.modules[0]["module"] == "slow"
            found.assert_under("100ms")

        def test_refused(vitals):
            vitals.measure_import("slow", limit="10 furlongs")
        """,
    )
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines([">       found.assert_under(*", "E *AssertionError: the import takes *", "fail * import slow *"])
    result.stdout.fnmatch_lines(['>       vitals.measure_import("slow", limit="10 furlongs")', "E  *`10 furlongs` is not a duration*"])
    assert of_internals(result) == []


def test_nothing_is_loaded_where_no_test_asks(shop):
    result = run(
        shop,
        """
        import sys

        def test_a():
            assert "vitalsign.pytest_plugin" in sys.modules
            loaded = [name for name in sys.modules if name.startswith("vitalsign.")]
            assert loaded == ["vitalsign.pytest_plugin"]
        """,
    )
    result.assert_outcomes(passed=1)
    assert "= vitals =" not in result.stdout.str()


def test_under_xdist_one_measurement_runs_at_a_time(shop, monkeypatch):
    """Each call of the program writes when it begins and ends: no two overlap."""
    log = shop.path / "calls"
    wrapper = shop.path / "logging-vitals"
    wrapper.write_text(f'#!/bin/sh\necho begin >> "{log}"\n"{vitalsign.find_binary()}" "$@"\ncode=$?\necho end >> "{log}"\nexit $code\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("VITALS_BINARY", str(wrapper))
    result = run(
        shop,
        """
        import pytest

        @pytest.mark.vitals_import("shop", limit="60s")
        @pytest.mark.parametrize("number", range(4))
        def test_import(number): pass
        """,
        "-n",
        "4",
    )
    result.assert_outcomes(passed=4)
    assert log.read_text().split() == ["begin", "end"] * 4
    result.stdout.fnmatch_lines(["*= vitals =*", "pass *import shop*"])


def test_a_usage_error_under_xdist_fails_the_test(shop):
    result = run(shop, "import pytest\n@pytest.mark.vitals_import\ndef test_a(): pass\n", "-n", "2")
    result.assert_outcomes(failed=1)
    assert "INTERNALERROR" not in result.stdout.str()
    assert "vitals_import needs the name of one module" in result.stdout.str() + result.stderr.str()


@pytest.mark.parametrize("name", ["out.html", "out.xml", "out.json"])
def test_a_report_holds_all_that_was_measured(shop, name):
    result = run(
        shop,
        """
        import pytest

        @pytest.mark.vitals_import("shop", limit="60s")
        @pytest.mark.vitals_creation(limit="60s")
        def test_both(): pass
        """,
        f"--vitals-report={name}",
    )
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([f"report: {name}"])
    text = (shop.path / name).read_text()
    assert "shop" in text and "test_shop:test_both" in text
    if name.endswith(".json"):
        assert [probe["probe"] for probe in json.loads(text)["probes"]] == ["import", "create"]


def test_a_report_of_nothing_says_so(shop):
    result = run(shop, "def test_a(): pass\n", "--vitals-report=out.html")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["no report: nothing was measured *"])
    assert not (shop.path / "out.html").exists()


def test_a_baseline_is_compared_with(shop, monkeypatch):
    def git(*words):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words], check=True, cwd=shop.path, capture_output=True)

    (shop.path / "vitals.toml").write_text('[target]\npython = "%s"\n\n[[probe.import]]\nmodule = "shop"\n' % sys.executable)
    git("init", "--quiet")
    git("add", "--all")
    git("commit", "--quiet", "--message=first")
    captured = subprocess.run([vitalsign.find_binary(), "baseline", "capture", "before", "--quiet"], cwd=shop.path, capture_output=True, text=True)
    assert captured.returncode == 0, captured.stderr
    (shop.path / "shop.py").write_text("import fractions, time\ntime.sleep(0.3)\n")
    mark = "import pytest\n@pytest.mark.vitals_import('shop', limit='60s')\ndef test_a(): pass\n"
    result = run(shop, mark, "--vitals-baseline=before")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["pass * import shop *", "fail * compare shop *"])
    missing = run(shop, mark, "--vitals-baseline=never")
    missing.assert_outcomes(failed=1)
    missing.stdout.fnmatch_lines(["*never*"])
    assert of_internals(missing) == []


def test_no_program_is_a_failure_that_says_how_to_get_it(shop, monkeypatch):
    monkeypatch.setenv("VITALS_BINARY", os.path.join(str(shop.path), "nothing"))
    result = run(shop, "import pytest\n@pytest.mark.vitals_import('shop')\ndef test_a(): pass\n")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*vitals: VITALS_BINARY names */nothing, which is no program*"])
    assert of_internals(result) == []
