#!/usr/bin/env python3
"""Report pages under validators that are not ours.

    benches/formats/pages.py reports/latest/index.html ...

html5lib parses strictly, as the HTML standard defines; it is installed into a folder of its own, with pip. The W3C's Nu checker
says more, where a `vnu.jar` (npm's package `vnu-jar`) and Java are there:

    VNU_JAR=node_modules/vnu-jar/build/dist/vnu.jar benches/formats/pages.py PAGE ...

Exit code 1 where a page has an error. The Nu checker reads no hash of an inline script or style, and warns that the policy
would forbid both; browsers read them, and a test has a browser run them: this one warning is counted, and not held against a page.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

PARSE = """
import pathlib, sys, html5lib
for page in sys.argv[1:]:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(pathlib.Path(page).read_text())
    for (line, column), error, _ in parser.errors:
        print(f"{page}:{line}:{column}: {error}")
    print(f"{page}: html5lib: {len(parser.errors)} errors", file=sys.stderr)
"""


def html5lib(pages):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = pathlib.Path(folder, "bin/python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "html5lib==1.1"], check=True)
        done = subprocess.run([python, "-c", PARSE, *pages], stdout=subprocess.PIPE, text=True, check=True)
    print(done.stdout, end="")
    return bool(done.stdout)


def nu(jar, pages):
    command = ["java", "-Xss8m", "-jar", jar, "--format", "json", "--exit-zero-always", *pages]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=True)
    messages = json.loads(done.stderr)["messages"]
    expected = [message for message in messages if "violates Content Security Policy (meta tag)" in message["message"]]
    held = [message for message in messages if message not in expected]
    for message in held:
        print(f"{message.get('url')}:{message.get('lastLine')}: {message['type']}: {message['message']}")
    print(f"Nu: {len(held)} errors and warnings, {len(expected)} about hashes, on {len(pages)} pages", file=sys.stderr)
    return bool(held)


def main():
    pages = sys.argv[1:]
    if not pages:
        sys.exit(__doc__)
    failed = html5lib(pages)
    if jar := os.environ.get("VNU_JAR"):
        failed |= nu(jar, pages)
    sys.exit(failed)


if __name__ == "__main__":
    main()
