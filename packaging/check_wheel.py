"""What a wheel has to be. Run it by packaging/check_wheel, which installs its tools.

- `twine check`, `auditwheel show`, the files that belong in it, and at most 12 MB of what others download: one for this
  machine alone (--native) is the build of the tests, with all that a debugger reads;
- no glibc symbol newer than its tag says, in the binary and in the probe library that the binary carries, which
  auditwheel does not see; that library is held to the stable ABI by `abi3audit`;
- the types of the package: `mypy --strict`, and documents.py is what the schemas give; workflow files by their schema;
- in a fresh environment of every Python on the machine: the main job, and the functions of the package; in three of
  them python/tests with pytest 7, pytest 8 and the newest.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import re
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

ROOT = Path(__file__).resolve().parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
LARGEST = 12_000_000
TRIPLE = f"{platform.machine()}-unknown-linux-gnu"
# As ELF numbers the machines that a wheel is made for.
MACHINE = {"x86_64": 62, "aarch64": 183}[platform.machine()]
# pytest, and a Python of each age that runs it; where that Python is not there, any that is newer.
PYTESTS = {"pytest>=7,<8": (3, 9), "pytest>=8,<9": (3, 11), "pytest>=9": (3, 13)}
# In the stable ABI from 3.10 on; 3.9 has it too, and the main job below is run there.
BEFORE_PROMISED = {"PyFrame_GetLineNumber"}
API = """
import vitalsign
found = vitalsign.measure_import("json", limit="60s")
assert found.verdict == "pass", found.text
assert found.modules[0]["module"] == "json" and found.modules[0]["wall_ns"] > 0, found.modules
found.assert_under("60s")
made = vitalsign.measure_creation("fractions:Fraction", limit="60s", args=["i", "i + 1"])
assert made.verdict == "pass", made.text
"""


def main() -> None:
    arguments = parsed()
    step("the types of the package")
    run(sys.executable, "packaging/generate_documents.py", "--check")
    run(sys.executable, "-m", "mypy", "--strict", "--python-version", "3.10", "--cache-dir", TARGET / "mypy", "python/vitalsign")
    step("the workflow files")
    workflows = [*ROOT.glob(".github/workflows/*.yml"), ROOT / "examples" / "nightly" / "github-actions.yml"]
    run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)
    run("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", ROOT / "examples" / "nightly" / "gitlab-ci.yml")
    wheel = arguments.wheel or (native() if arguments.native else built(arguments.compatibility))
    looked_over(wheel)
    if not arguments.native:
        expect(wheel.stat().st_size <= LARGEST, f"it has at most {LARGEST / 1e6:.0f} MB")
    if arguments.sdist:
        step("the source distribution")
        run("maturin", "sdist", "--out", TARGET / "wheels")
        run(sys.executable, "-m", "twine", "check", "--strict", newest("*.tar.gz"))
    for python in pythons():
        used(wheel, python)
    # At once: each waits most of the time, and has a temporary folder of its own, in which its lock is.
    with ThreadPoolExecutor() as several:
        outcomes = [several.submit(tested, wheel, wanted, least) for wanted, least in PYTESTS.items()]
    for outcome in outcomes:
        print(outcome.result())
    print(f"\n{wheel.name}: sound")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Builds the wheel and looks it over.")
    parser.add_argument("--wheel", type=lambda text: Path(text).resolve(), help="check this one, and build none")
    parser.add_argument("--compatibility", default="manylinux_2_17", help="the oldest glibc that it has to run with")
    parser.add_argument("--native", action="store_true", help="for this machine's glibc, out of target/debug: compiles nothing anew")
    parser.add_argument("--sdist", action="store_true", help="build and check the source distribution too")
    return parser.parse_args()


def built(compatibility: str) -> Path:
    """Zig links against the symbols of an old glibc, here and in the build of the probes, which inherits the variables.

    In a folder of its own: cargo would build all of target/release anew for another linker.
    """
    step(f"a wheel for {compatibility}")
    began = time.monotonic()
    # Zig's wrappers and caches: not in the user's home.
    caches = {"CARGO_ZIGBUILD_CACHE_DIR": TARGET / "zigbuild", "ZIG_GLOBAL_CACHE_DIR": TARGET / "zigbuild" / "zig"}
    environment = {**os.environ, **{name: str(value) for name, value in caches.items()}}
    command = ["maturin", "build", "--release", "--zig", "--target", TRIPLE, "--compatibility", compatibility]
    command += ["--target-dir", str(TARGET / "wheel"), "--out", str(TARGET / "wheels")]
    run(*command, env=environment)
    print(f"built in {time.monotonic() - began:.0f} s")
    return newest("*.whl")


def native() -> Path:
    """What `cargo build` has built, as a wheel: its tag is that of this machine's glibc. It is not optimised, and is looked over like the other."""
    step("a wheel for this machine")
    run("maturin", "build", "--target-dir", TARGET, "--out", TARGET / "wheels")
    return newest("*.whl")


def newest(pattern: str) -> Path:
    return max((TARGET / "wheels").glob(pattern), key=lambda path: path.stat().st_mtime)


def looked_over(wheel: Path) -> None:
    step(f"{wheel.name}: {wheel.stat().st_size / 1e6:.2f} MB")
    run(sys.executable, "-m", "twine", "check", "--strict", wheel)
    promised = tuple(int(part) for part in re.search(r"manylinux_(\d+)_(\d+)", wheel.name).groups())
    shown = said("auditwheel", "show", wheel)
    print(shown)
    expect("manylinux_" in shown, "auditwheel finds it consistent with a manylinux tag")
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
        binary = file.read(next(name for name in names if name.endswith(".data/scripts/vitals")))
    for part in ("vitalsign/py.typed", "vitalsign/documents.py", "licenses/LICENSE-MIT", "licenses/LICENSE-APACHE", "entry_points.txt"):
        expect(any(name.endswith(part) for name in names), f"{part} is in it")
    library = embedded(binary)
    for name, image in (("vitals", binary), ("its probe library", library)):
        newest_symbol = glibc_of(image)
        print(f"{name}: {len(image) / 1e6:.2f} MB, glibc {'.'.join(map(str, newest_symbol))}")
        expect(newest_symbol <= promised, f"{name} needs no glibc newer than {promised}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "vitals_probes.abi3.so")
        path.write_bytes(library)
        in_stable_abi(path)


def in_stable_abi(library: Path) -> None:
    """What it asks of Python is in the stable ABI of 3.9, or is known to be there all the same."""
    # It ends with 1 where it finds anything: what it found decides.
    command = ["abi3audit", "--report", "--assume-minimum-abi3", "3.9", str(library)]
    (found,) = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout)["specs"].values()
    result = found["object"]["result"]
    print(f"abi3audit: {result}")
    expect(result["non_abi3_symbols"] == [], "the probe library keeps to the stable ABI")
    expect(set(result["future_abi3_objects"]) <= BEFORE_PROMISED, "it keeps to the stable ABI of 3.9")


def embedded(binary: bytes) -> bytes:
    """The library in the binary: it ends with its table of sections."""
    at = binary.find(b"\x7fELF\x02\x01\x01", 1)
    while at != -1:
        kind, machine = struct.unpack_from("<HH", binary, at + 16)
        table, size, count = (
            struct.unpack_from("<Q", binary, at + 0x28)[0],
            *struct.unpack_from("<HH", binary, at + 0x3A),
        )
        image = binary[at : at + table + size * count]
        # A shared library for this machine; the same bytes also stand in code that compares with them.
        if (kind, machine) == (3, MACHINE) and b"PyInit__vitals_probes" in image:
            return image
        at = binary.find(b"\x7fELF\x02\x01\x01", at + 1)
    raise SystemExit("the binary carries no probe library")


def glibc_of(image: bytes) -> tuple[int, ...]:
    """The newest version of glibc that it asks for."""
    versions = [(0,)]
    for section in ELFFile(io.BytesIO(image)).iter_sections():
        if isinstance(section, GNUVerNeedSection):
            for _, needed in section.iter_versions():
                versions += [tuple(map(int, one.name[6:].split("."))) for one in needed if re.fullmatch(r"GLIBC_[\d.]+", one.name)]
    return max(versions)


def pythons() -> list[Path]:
    """Every Python on the machine from 3.9 on that can make environments."""
    found = sorted(Path.home().glob(".pyenv/versions/3.*/bin/python"), key=version)
    found = [python for python in found if version(python) >= (3, 9)]
    debian = Path("/usr/bin/python3")
    if debian.exists() and subprocess.run([debian, "-c", "import ensurepip, venv"], capture_output=True).returncode == 0:
        found.append(debian)
    expect(bool(found), "a Python from 3.9 on, with venv")
    return found


def version(python: Path) -> tuple[int, ...]:
    return tuple(map(int, said(python, "-c", "import sys; print(*sys.version_info[:2])").split()))


def used(wheel: Path, python: Path) -> None:
    """The main job and the functions, as somebody has them who has just installed it."""
    with tempfile.TemporaryDirectory() as folder:
        step(f"a fresh environment of {python}")
        scripts = installed(Path(folder, "environment"), python, str(wheel), "--no-index")
        began = time.monotonic()
        run(scripts / "vitals", "probe", "import", "json", "--limit", "60s", "--quiet", cwd=folder, stdout=subprocess.DEVNULL)
        print(f"vitals probe import json: {time.monotonic() - began:.2f} s")
        run(scripts / "python", "-c", API, cwd=folder)
        run(scripts / "python", "-m", "vitalsign", "--version", cwd=folder)


def tested(wheel: Path, wanted: str, least: tuple[int, int]) -> str:
    """python/tests, with this pytest: what it printed."""
    fitting = [python for python in pythons() if version(python) >= least]
    expect(bool(fitting), f"a Python from {least} on for {wanted}")
    with tempfile.TemporaryDirectory() as folder:
        scripts = installed(Path(folder, "environment"), fitting[0], str(wheel), wanted, "pytest-xdist")
        command = [scripts / "pytest", "--quiet", "-p", "no:cacheprovider", ROOT / "python" / "tests"]
        environment = {**os.environ, "TMPDIR": folder}
        ended = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ended.returncode != 0:
        raise SystemExit(f"{ended.stdout}\npackaging/check_wheel: python/tests fail with {wanted} on {fitting[0]}")
    return f"\n-- python/tests with {wanted} on {fitting[0]}: {ended.stdout.splitlines()[-1]}"


def installed(folder: Path, python: Path, *packages: str) -> Path:
    run(python, "-m", "venv", folder)
    run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
    return folder / "bin"


def step(what: str) -> None:
    print(f"\n-- {what}", flush=True)


def expect(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"packaging/check_wheel: it does not hold that {what}")


def run(*command: object, cwd: object = ROOT, **more: object) -> None:
    ended = subprocess.run([str(word) for word in command], cwd=str(cwd), **more)  # type: ignore[call-overload]
    if ended.returncode != 0:
        raise SystemExit(f"packaging/check_wheel: exit code {ended.returncode}: {' '.join(str(word) for word in command)}")


def said(*command: object) -> str:
    return subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    main()
