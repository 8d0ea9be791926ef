"""Lists the versions of a package that an index has, withdrawn ones too: a lock file may name those. One a line; nothing where it
cannot be asked. The index is the one that pip is configured for.
"""

import base64
import json
import os
import re
import subprocess
import sys
import urllib.parse
import urllib.request


def index():
    if "PIP_INDEX_URL" in os.environ:
        return os.environ["PIP_INDEX_URL"]
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
    found = re.findall(r"^(?:global|install)\.index-url='(.*)'$", listed, re.MULTILINE)
    return found[-1] if found else "https://pypi.org/simple"


def request(package):
    parts = urllib.parse.urlsplit(f"{index().rstrip('/')}/{package}/")
    account, _, host = parts.netloc.rpartition("@")
    asked = urllib.request.Request(urllib.parse.urlunsplit(parts._replace(netloc=host)))
    asked.add_header("Accept", "application/vnd.pypi.simple.v1+json")
    if account:
        account = urllib.parse.unquote(account).encode()
        asked.add_header("Authorization", "Basic " + base64.b64encode(account).decode())
    return asked


with urllib.request.urlopen(request(sys.argv[1]), timeout=30) as answer:
    for version in json.load(answer).get("versions", []):
        print(version)
