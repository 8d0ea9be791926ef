"""Holds what vitals sends to PagerDuty against PagerDuty's own OpenAPI file of its Events API v2.

    pip install jsonschema
    curl -O https://raw.githubusercontent.com/PagerDuty/api-schema/main/reference/events-v2/openapiv3.json
    python benches/escalation/pagerduty.py target/debug/vitals openapiv3.json

The file is not part of this repository: it has no license that allows it.
"""

import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

import jsonschema

VITALS, SCHEMA = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
events = []


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        events.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
with tempfile.TemporaryDirectory() as folder:
    configuration = f"""
[escalation]
profile = "four-levels"
[[notify]]
kind = "pagerduty"
name = "on call"
routing_key_env = "KEY"
url = "http://127.0.0.1:{server.server_port}/v2/enqueue"
[[contact]]
kind = "person"
name = "Kim"
level = "L1"
reach = ["on call"]
checked = 2026-11-30
"""
    pathlib.Path(folder, "vitals.toml").write_text(configuration)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)

    def vitals(*words):
        environment = {**os.environ, "KEY": "e93facc04764012d7bfb002500d5d1a6"}
        subprocess.run([VITALS, *words], cwd=folder, check=True, env=environment, stdout=subprocess.DEVNULL)

    vitals("incident", "open", "checkout-down", "--summary", "orders fail")
    vitals("escalate", "--send")
    vitals("escalate", "ack", "--by", "Kim")
    vitals("escalate", "--send")
    vitals("incident", "close", "--anyway", "a test")

document = json.loads(SCHEMA.read_text())
body = document["paths"]["/enqueue"]["post"]["requestBody"]["content"]["application/json"]["schema"]
validator = jsonschema.Draft4Validator({**body, "components": document["components"]})
for event in events:
    validator.validate(event)
    unknown = set(event) - set(body["properties"])
    assert not unknown, f"not in the file: {unknown}"
actions = [event["event_action"] for event in events]
assert actions == ["trigger", "acknowledge", "resolve"], actions
assert len({event["dedup_key"] for event in events}) == 1
print(f"{len(events)} events fit {SCHEMA}: {', '.join(actions)}, one dedup_key")
