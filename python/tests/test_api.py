"""The functions of the package, with the program that is installed beside it."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

import vitalsign
from vitalsign import _binary, documents


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "shop.py").write_text(
        "import fractions\n"
        "class Cart:\n"
        "    pass\n"
        "def cart():\n"
        "    return Cart()\n"
        "kept = []\n"
        "def leaking():\n"
        "    kept.append(bytearray(100_000))\n"
        "    return Cart()\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_import_has_a_verdict_and_its_modules_as_rows(project):
    found = vitalsign.measure_import("shop", limit="60s")
    assert found.verdict == "pass"
    assert isinstance(found.measurement, documents.ImportMeasurement)
    assert found.document.fingerprint.python.version[:2] == sys.version_info[:2]
    rows = {row["module"]: row for row in found.modules}
    assert rows["fractions"]["parent"] == "shop" and rows["fractions"]["importer_line"] == 1
    assert len({tuple(row) for row in found.modules}) == 1, "every row has the same columns"
    found.assert_under("60s")


def test_another_limit_is_measured_again(project):
    found = vitalsign.measure_import("shop", limit="60s")
    with pytest.raises(AssertionError, match="over the limit of 1 ns"):
        found.assert_under("1ns")


def test_a_creation_is_measured_as_it_is_made(project):
    made = vitalsign.measure_creation("shop:cart", limit="60s", expect_type="Cart")
    assert made.verdict == "pass" and made.measurement.first[0].type_name == "shop.Cart"
    other = vitalsign.measure_creation("shop:cart", expect_type="Wallet")
    assert other.verdict == "vacuous"
    with pytest.raises(AssertionError, match="Wallet"):
        other.assert_passed()


def test_what_grows_names_the_line(project):
    grown = vitalsign.measure_growth("shop:leaking", limit="1MB", objects=10, rounds=10)
    assert grown.verdict == "fail"
    assert grown.measurement.retention.sites[0].site.line == 8
    assert "shop.py:8" in grown.text


def test_two_variants_are_compared_module_by_module(project):
    (project / "slow.py").write_text("import time\ntime.sleep(0.2)\n")
    (project / "entry.py").write_text("import os\nif os.environ.get('SLOW'):\n    import slow\n")
    found = vitalsign.compare("env:SLOW=", "env:SLOW=1", modules=["entry"], python=sys.executable, root=project)
    assert found.verdict == "fail", found.text
    assert [row["module"] for row in found.modules][:1] == ["slow"]


def test_a_triage_has_checks_and_findings(project):
    (project / "vitals.toml").write_text('[[probe.import]]\nmodule = "shop"\n\n[[probe.import]]\nmodule = "nowhere"\n')
    found = vitalsign.triage(python=sys.executable)
    assert found.verdict == "error"
    assert {check.name: check.verdict.status for check in found.checks}["import nowhere"] == "error"
    assert "nowhere" in found.text and "nowhere" in found._repr_html_()


def test_results_are_frozen_and_shown_in_a_notebook_as_text(project):
    (project / "odd.py").write_text("raise ValueError('<script>alert(1)</script>')\n")
    found = vitalsign.measure_import("odd", samples=1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.answer = None
    assert "<script>" not in found._repr_html_() and "&lt;script&gt;" in found._repr_html_()


def test_a_question_that_cannot_be_is_the_programs_own_sentence(project):
    with pytest.raises(vitalsign.UsageError, match="2 parsecs.* is not a duration") as raised:
        vitalsign.measure_import("shop", limit="2 parsecs")
    assert raised.value.exit_code == 64
    with pytest.raises(TypeError, match="a list of strings"):
        vitalsign.compare("main", modules="shop")


def test_a_name_that_looks_like_an_option_is_a_name(project):
    # Refused as a name, not taken as an option.
    with pytest.raises(vitalsign.UsageError, match="--help"):
        vitalsign.measure_import("--help")


def test_no_program_beside_the_package_is_named_with_the_way_out(monkeypatch):
    monkeypatch.delenv("VITALS_BINARY", raising=False)
    monkeypatch.setattr(_binary, "_folders", lambda: iter(["/nowhere/bin"]))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(vitalsign.BinaryNotFound, match="neither beside the package .*/nowhere/bin.* nor on PATH\n.*pip install"):
        vitalsign.measure_import("json")
    monkeypatch.setenv("VITALS_BINARY", "/nowhere/vitals")
    with pytest.raises(vitalsign.BinaryNotFound, match="VITALS_BINARY names /nowhere/vitals"):
        vitalsign.find_binary()


def test_a_program_of_another_version_is_named(monkeypatch, tmp_path):
    other = tmp_path / "vitals"
    other.write_text('#!/bin/sh\necho \'{"schema": "vitals/9"}\'\n')
    other.chmod(0o755)
    monkeypatch.setenv("VITALS_BINARY", str(other))
    with pytest.raises(vitalsign.VitalsError, match="`vitals/9`, and this package reads `vitals/2`"):
        vitalsign.measure_import("json")
    other.write_text("#!/bin/sh\nkill -9 $$\n")
    with pytest.raises(vitalsign.VitalsError, match="signal 9"):
        vitalsign.measure_import("json")


def test_the_module_is_the_program():
    said = subprocess.run([sys.executable, "-m", "vitalsign", "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("vitals ")


def test_the_package_loads_nothing_until_it_is_asked():
    code = "import sys, vitalsign; print([name for name in sys.modules if name.startswith('vitalsign')])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "['vitalsign']"
