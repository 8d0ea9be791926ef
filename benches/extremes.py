#!/usr/bin/env python3
"""Growth of a factory beside very much: how long it takes, how much memory, and what is said.

    benches/extremes.py target/release/vitals .venv/bin/python [--descriptors 1000000] [--objects 10000000]

1. So many descriptors are open before the first object, and each object keeps one more. Needs a hard limit that high, or root.
2. What holds the objects lies at the far end of a graph of so many objects.
"""
import argparse
import json
import os
import subprocess
import tempfile
import time

DESCRIPTORS = """
import os, resource
NUMBER = {number}
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
try:
    resource.setrlimit(resource.RLIMIT_NOFILE, (NUMBER + 4000, max(hard, NUMBER + 4000)))
except (ValueError, OSError):
    NUMBER = hard - 4000
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
for _ in range(NUMBER):
    os.open("/dev/null", os.O_RDONLY)

class Thing:
    pass

def make():
    os.open("/dev/null", os.O_RDONLY)
    return Thing()
"""

GRAPH = """
class Node:
    __slots__ = ("parent", "left", "right")

    def __init__(self, parent):
        self.parent, self.left, self.right = parent, None, None

class Box:
    pass

class Session:
    pass

def tree(number):
    nodes = [Node(None)]
    for at in range(1, number):
        parent = nodes[(at - 1) // 2]
        node = Node(parent)
        if at % 2:
            parent.left = node
        else:
            parent.right = node
        nodes.append(node)
    box = Box()
    box.made = []
    nodes[-1].left = box
    return nodes[0], box.made

ROOT, made = tree({number})

def keep(made):
    def make():
        session = Session()
        made.append(session)
        return session
    return make

make = keep(made)
del made
"""


def measured(vitals, python, source):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "target.py"), "w") as file:
            file.write(source)
        command = [vitals, "probe", "growth", "target:make", "--python", python, "--rounds", "10", "--objects", "5",
                   "--limit", "5GB", "--budget", "10m", "--timeout", "5m", "--quiet", "--format", "json"]
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE)
        output = process.communicate()[0]
        took = time.monotonic() - started
    probe = json.loads(output)["probes"][0]
    print(f"{took:.1f} s, {probe['verdict']['status']}")
    for reason in probe["verdict"]["reasons"]:
        print(f"  {reason['text']}")
    peak = max((entry["memory"]["rss"] or 0 for entry in probe["measurement"]["rounds"]), default=0)
    print(f"  resident after a round: {peak / 1e6:.0f} MB at most")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("vitals")
    parser.add_argument("python")
    parser.add_argument("--descriptors", type=int, default=1_000_000)
    parser.add_argument("--objects", type=int, default=10_000_000)
    arguments = parser.parse_args()
    vitals, python = os.path.abspath(arguments.vitals), os.path.abspath(arguments.python)
    print(f"{arguments.descriptors} descriptors:")
    measured(vitals, python, DESCRIPTORS.replace("{number}", str(arguments.descriptors)))
    print(f"{arguments.objects} objects:")
    measured(vitals, python, GRAPH.replace("{number}", str(arguments.objects)))


if __name__ == "__main__":
    main()
