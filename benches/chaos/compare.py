#!/usr/bin/env python3
"""Runs the same experiments with vitals and with the Chaos Toolkit, and compares what both write.

    python3 -m venv /tmp/chaos && /tmp/chaos/bin/pip install chaostoolkit
    python3 benches/chaos/compare.py target/debug/vitals /tmp/chaos/bin/chaos
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503 if "down" in self.path else 200)
        self.send_header("Content-Type", "application/json" if "json" in self.path else "text/plain")
        self.end_headers()
        self.wfile.write(b'{"ok": true}')

    def log_message(self, *_):
        pass


def process(kind, name, *words, **more):
    provider = {"type": "process", "path": words[0], "arguments": list(words[1:]), **more}
    return {"type": kind, "name": name, "provider": provider}


def experiment(probes, method, rollbacks=(), **more):
    own = {"title": "t", "description": "d", "method": list(method), "rollbacks": list(rollbacks), **more}
    if probes:
        own["steady-state-hypothesis"] = {"title": "h", "probes": list(probes)}
    return own


def experiments(port):
    """Each with the exit codes of vitals and of the Chaos Toolkit."""
    def cat(tolerance):
        return {**process("probe", "state", "cat", "state"), "tolerance": tolerance}

    def http(path, tolerance):
        provider = {"type": "http", "url": f"http://127.0.0.1:{port}/{path}", "timeout": 5}
        return {"type": "probe", "name": path, "tolerance": tolerance, "provider": provider}

    regex = {"type": "regex", "pattern": "^good", "target": "stdout"}
    number = {**process("probe", "n", "echo", "5"), "tolerance": {"type": "range", "range": [1, 5], "target": "stdout"}}
    outside = {**process("probe", "n", "echo", "6"), "tolerance": {"type": "range", "range": [1, 5], "target": "stdout"}}
    bad = process("action", "break", "sh", "-c", "echo bad > state")
    good = process("action", "repair", "sh", "-c", "echo good > state")
    slow = process("action", "slow", "sleep", "5", timeout=0.2)
    slow_probe = {**process("probe", "slow", "sleep", "5", timeout=0.2), "tolerance": 0}
    say = process("probe", "say", "printf", "%s", "${word} $count $$ ${none}")
    values = {"word": "w", "count": 3}
    return {
        "completed": (experiment([cat(0), cat(regex)], [process("probe", "look", "cat", "state")], [good]), 0, 0),
        "deviated": (experiment([cat(regex)], [bad], [good]), 1, 1),
        "not before": (experiment([cat(1)], [bad], [good]), 1, 0),
        "list": (experiment([cat([0, 1, 2])], []), 0, 0),
        "not in list": (experiment([cat([3, 4, 5])], []), 1, 0),
        "text": (experiment([cat("good\n")], []), 1, 0),
        "boolean": (experiment([cat(True)], []), 1, 0),
        "range": (experiment([number], []), 0, 0),
        "not in range": (experiment([outside], []), 1, 0),
        "exit code": (experiment([cat(0)], [process("action", "fails", "false")]), 0, 0),
        "timeout": (experiment([cat(0)], [slow]), 1, 0),
        "probe fails": (experiment([slow_probe], [bad], [good]), 1, 1),
        "no hypothesis": (experiment([], [say], configuration=values), 0, 0),
        "http": (experiment([http("x", 200), http("json", [200, 204, 205])], []), 0, 0),
        "http down": (experiment([http("down", 200)], []), 1, 0),
        "http body": (experiment([http("x", {"type": "regex", "pattern": "ok", "target": "body"})], []), 0, 0),
    }


def essence(journal):
    """What has to be the same: all but times, machine, words of failures, and rollbacks that only one of them runs."""
    def run(one):
        if one is None:
            return None
        output = one["output"]
        if isinstance(output, dict) and "headers" in output:
            output = {"status": output["status"], "body": output["body"]}
        return one["activity"]["name"], one["status"], output, one.get("tolerance_met"), "exception" in one

    def state(one):
        return one and (one["steady_state_met"], [run(probe) for probe in one["probes"]])

    steady = journal["steady_states"]
    own = {
        "status": journal["status"],
        "deviated": journal["deviated"],
        "before": state(steady["before"]),
        "after": state(steady["after"]),
        "run": [run(one) for one in journal["run"]],
    }
    if journal["status"] == "completed":
        own["rollbacks"] = [run(one) for one in journal["rollbacks"]]
    return own


def run(command, written):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "state").write_text("good\n")
        (folder / "x.json").write_text(json.dumps(written))
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        journal = folder / "journal.json"
        if not journal.exists():
            sys.exit(f"{command} wrote no journal: {done.stdout}{done.stderr}")
        return done.returncode, essence(json.loads(journal.read_text()))


def main():
    vitals, chaos = (str(pathlib.Path(word).absolute()) for word in sys.argv[1:3])
    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    different = 0
    for name, (written, own, theirs) in experiments(server.server_port).items():
        one = run([vitals, "chaos", "run", "x.json", "--quiet"], written)
        other = run([chaos, "--no-version-check", "--no-log-file", "run", "x.json"], written)
        same = one[1] == other[1] and (one[0], other[0]) == (own, theirs)
        different += not same
        print(f"{'same' if same else 'DIFFERENT':9}  {name:13}  exit codes {one[0]} and {other[0]}")
        if not same:
            print(f"  vitals: {one[1]}\n  chaos:  {other[1]}")
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
