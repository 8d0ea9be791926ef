"""Makes three releases of a package in a folder: the second one is slow to import, and so is the third."""
import sys
import zipfile

folder = sys.argv[1]
for version, body in [
    ("1.0.0", ""),
    ("1.1.0", "import time\n\ntime.sleep(0.5)\n"),
    ("1.2.0", "import time\n\ntime.sleep(0.5)\n"),
]:
    information = f"vitals_drill-{version}.dist-info"
    files = {
        "vitals_drill/__init__.py": "from vitals_drill import rates\n",
        "vitals_drill/rates.py": body,
        f"{information}/METADATA": f"Metadata-Version: 2.1\nName: vitals-drill\nVersion: {version}\n",
        f"{information}/WHEEL": "Wheel-Version: 1.0\nGenerator: vitals\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(f"{folder}/vitals_drill-{version}-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
        record = "".join(f"{name},,\n" for name in [*files, f"{information}/RECORD"])
        wheel.writestr(f"{information}/RECORD", record)
