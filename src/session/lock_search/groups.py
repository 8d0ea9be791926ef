"""Reads which of the packages that differ pin each other: those of which one side's version refuses the other side's of another.

Standard input: {"sides": [[folders], [folders]], "changes": {name: [version before or null, version after or null]}}.
Standard output: [[who requires, what is required], ...]. pip's own copy of `packaging` reads the requirements; without pip no package pins another.
"""

import importlib.metadata
import json
import re
import sys

try:
    from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
except ImportError:
    json.dump([], sys.stdout)
    sys.exit()


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def main():
    asked = json.load(sys.stdin)
    changes = asked["changes"]
    pairs = set()
    for side, folders in enumerate(asked["sides"]):
        for distribution in importlib.metadata.distributions(path=folders):
            name = normal(distribution.metadata["Name"] or "")
            if name not in changes:
                continue
            for text in distribution.requires or []:
                try:
                    requirement = Requirement(text)
                except InvalidRequirement:
                    continue
                other = normal(requirement.name)
                if other == name or other not in changes:
                    continue
                if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
                    continue
                version = changes[other][1 - side]
                if version is None or not requirement.specifier.contains(version, prereleases=True):
                    pairs.add((name, other))
    json.dump(sorted(pairs), sys.stdout)


main()
