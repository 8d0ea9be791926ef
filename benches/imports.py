#!/usr/bin/env python3
"""The import graph of a generated package, against grimp: time from one interleaved run, and the edges.

    benches/imports.py VITALS PYTHON_WITH_GRIMP [--modules 3500] [--pairs 9] [--root DIR --package NAME]

Both start a process, read every file and write every edge as JSON; grimp's cache is off. With --root and --package a real
package is read instead of the generated one.
"""
import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

# By direct imports alone, without squashing; the time of Python's own start is within, as that of vitals is.
GRIMP = """
import json, sys
sys.path.insert(0, sys.argv[2])
import grimp
graph = grimp.build_graph(sys.argv[1], include_external_packages=False, cache_dir=None)
edges = []
for importer in sorted(graph.modules):
    for imported in sorted(graph.find_modules_directly_imported_by(importer)):
        for detail in graph.get_import_details(importer=importer, imported=imported):
            edges.append([importer, imported, detail["line_number"]])
json.dump(edges, sys.stdout)
"""

FUNCTION = '''
def work_{number}(first, second=None, *rest, **named):
    """Adds up, and says so."""
    total = {{"value": first, "items": [item for item in rest if item is not None]}}
    for key, value in sorted(named.items()):
        if isinstance(value, (int, float)) and value > {number}:
            total[key] = value * 2 + len(total["items"])
        else:
            total.setdefault("others", []).append(f"{{key}}={{value!r}}")
    return total
'''


def generate(root, count, seed=7):
    """Packages of 35 modules; about 12 imports a module, one in seven lazy; a hundredth of the modules import upwards."""
    drawn = random.Random(seed)
    names = [f"big.p{number // 35}.m{number % 35}" for number in range(count)]
    os.makedirs(os.path.join(root, "big"))
    open(os.path.join(root, "big", "__init__.py"), "w").close()
    for number, name in enumerate(names):
        package, module = name.split(".")[1:]
        folder = os.path.join(root, "big", package)
        if not os.path.isdir(folder):
            os.makedirs(folder)
            open(os.path.join(folder, "__init__.py"), "w").close()
        top, lazy = ["import os", "import logging", "from typing import Any"], []
        for _ in range(12 if number else 0):
            other = names[drawn.randrange(number)]
            parent, leaf = other.rsplit(".", 1)
            statement = drawn.choice([f"import {other}", f"from {parent} import {leaf}", f"from {other} import work_0"])
            (lazy if drawn.random() < 1 / 7 else top).append(statement)
        if drawn.random() < 0.01:
            top.append(f"import {names[drawn.randrange(count)]}")
        functions = [FUNCTION.format(number=each) for each in range(drawn.randrange(4, 16))]
        text = '"""A module."""\n' + "\n".join(top) + "\n" + "\n".join(functions)
        text += "\n\ndef later():\n" + "".join(f"    {statement}\n" for statement in lazy) + "    return None\n"
        with open(os.path.join(folder, f"{module}.py"), "w") as file:
            file.write(text)


def took(command, output):
    with open(output, "w") as file:
        started = time.perf_counter()
        code = subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL).returncode
        elapsed = time.perf_counter() - started
    if code not in (0, 1):
        sys.exit(f"{command[0]} ended with {code}")
    return elapsed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("vitals")
    parser.add_argument("python")
    parser.add_argument("--modules", type=int, default=3500)
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--root")
    parser.add_argument("--package", default="big")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.abspath(arguments.root or os.path.join(folder, "root"))
        if not arguments.root:
            os.makedirs(root)
            generate(root, arguments.modules)
        own, other = os.path.join(folder, "vitals.json"), os.path.join(folder, "grimp.json")
        vitals = [os.path.abspath(arguments.vitals), "imports", arguments.package, "--root", root, "--format", "json"]
        grimp = [arguments.python, "-c", GRIMP, arguments.package, root]
        took(vitals, own), took(grimp, other)
        pairs = []
        for number in range(arguments.pairs):
            order = [(vitals, own), (grimp, other)]
            times = [took(*each) for each in (order if number % 2 else order[::-1])]
            pairs.append(times if number % 2 else times[::-1])
            print(f"\r{number + 1}/{arguments.pairs}", end="", file=sys.stderr)
        print(file=sys.stderr)
        document, edges = json.load(open(own)), json.load(open(other))
    medians = [statistics.median(side) for side in zip(*pairs)]
    ratio = statistics.median(one / two for one, two in pairs)
    counts = document["counts"]
    print(f"{counts['modules']} modules: vitals {medians[0]:.3f} s, grimp {medians[1]:.3f} s, "
          f"median ratio {ratio:.3f}, n = {arguments.pairs}")
    compare(document, edges)


def compare(document, edges):
    """Without lines first: grimp keeps one line a module and imported module and statement, as vitals does."""
    own = {(edge["importer"], edge["imported"]): edge for edge in document["edges"] if not edge["implied"]}
    other = {(importer, imported) for importer, imported, _ in edges}
    print(f"edges between two modules: vitals {len(own)}, grimp {len(other)}, both {len(own.keys() & other)}")
    for title, pairs in [("vitals alone", own.keys() - other), ("grimp alone", other - own.keys())]:
        for importer, imported in sorted(pairs)[:5]:
            print(f"  {title}: {importer} -> {imported}")
    lines = {(edge["importer"], edge["imported"], edge["line"]) for edge in document["edges"] if not edge["implied"]}
    others = {tuple(edge) for edge in edges}
    print(f"with lines: vitals {len(lines)}, grimp {len(others)}, both {len(lines & others)}")
    kinds = [edge["kind"] for pair, edge in own.items() if pair in other]
    print("of both, by kind: " + ", ".join(f"{kind} {kinds.count(kind)}" for kind in sorted(set(kinds))))
    print(f"implied edges, which grimp does not have: {document['counts']['implied']}; "
          f"cycles: {len(document['cycles'])}; failures: {len(document['failures'])}")


if __name__ == "__main__":
    main()
