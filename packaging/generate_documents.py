#!/usr/bin/env python3
"""Writes python/vitalsign/documents.py: the JSON documents of `docs/schema/` as frozen dataclasses.

    packaging/generate_documents.py            writes the file
    packaging/generate_documents.py --check    fails where the file is not what the schemas give
"""

from __future__ import annotations

import json
import keyword
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "python" / "vitalsign" / "documents.py"
# What the functions of the package return; each file's own type, by the name that it is given here.
DOCUMENTS = {"vitals-2": "RunDocument", "vitals-comparison-2": "ComparisonRun", "vitals-health-2": "HealthDocument"}
# One class for each kind of measurement. The other unions of the schema stay as JSON has them.
UNIONS = {"ProbeReport": "probe", "ComparisonReport": "probe"}
UNITS = {"Nanos": "Nanoseconds", "NanosDelta": "Nanoseconds", "Bytes": "Bytes", "BytesDelta": "Bytes"}
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
# Written by hand: its fields depend on its kind.
REASON = "Reason"

HEADER = '''"""The JSON documents of vitals as frozen dataclasses.

Written by packaging/generate_documents.py from docs/schema/: do not edit it. What is `Any` here has several forms, and
is what `json` makes of it; the schema describes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Literal, Mapping, Optional, Tuple, Union

Nanoseconds = int
Bytes = int


@dataclass(frozen=True)
class Reason:
    """A reason, a piece of evidence or a note. Read `about`, `kind` and `fields`; sentences may change."""

    about: str
    kind: Optional[str]
    text: str
    #: The fields of that kind.
    fields: Mapping[str, Any]


'''


class Writer:
    """One file of types out of several schemas that share their definitions."""

    def __init__(self) -> None:
        self.definitions: dict[str, dict] = {}
        self.classes: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        # class -> field -> the class of what is in it; a list of it, where it ends in [].
        self.nested: dict[str, dict[str, str]] = {}
        self.tags: dict[str, tuple[str, dict[str, str]]] = {}

    def document(self, name: str, schema: dict) -> None:
        for key, definition in schema["$defs"].items():
            known = self.definitions.setdefault(key, definition)
            if known != definition and key != REASON:
                # Those that are reached may not differ; `typed` would give one the form of the other.
                self.definitions[key] = {**known, "differs": True}
        self.write_class(name, schema)

    def typed(self, schema: dict | bool) -> tuple[str, str | None]:
        """The type of a field, and the class that is to be made of it."""
        if not isinstance(schema, dict):
            return "Any", None
        if "$ref" in schema:
            return self.named(schema["$ref"].rsplit("/", 1)[1])
        if "const" in schema:
            return f"Literal[{json.dumps(schema['const'])}]", None
        for several in ("anyOf", "oneOf"):
            if several in schema:
                forms = [form for form in schema[several] if form != {"type": "null"}]
                if len(forms) == 1:
                    inner, made = self.typed(forms[0])
                    return (inner if inner == "Any" else f"Optional[{inner}]"), made
                return "Any", None
        kinds = schema.get("type")
        if isinstance(kinds, list):
            inner, made = self.typed({**schema, "type": next(kind for kind in kinds if kind != "null")})
            return (inner if inner == "Any" else f"Optional[{inner}]"), made
        if kinds == "array":
            if not isinstance(schema.get("items"), dict):
                return "Tuple[Any, ...]", None
            inner, made = self.typed(schema["items"])
            if made is not None and made.endswith("[]"):
                return "Tuple[Any, ...]", None
            return f"Tuple[{inner}, ...]", made and f"{made}[]"
        if kinds == "object":
            return "Dict[str, Any]", None
        return PLAIN.get(str(kinds), "Any"), None

    def named(self, name: str) -> tuple[str, str | None]:
        if name in UNITS:
            return UNITS[name], None
        if name == REASON:
            return REASON, REASON
        schema = self.definitions[name]
        if schema.get("differs"):
            raise SystemExit(f"{name} is not the same in all schemas: give it a name of its own")
        if name in UNIONS:
            self.write_union(name, schema)
            return name, name
        constants = [form.get("const") for form in schema.get("oneOf", [])]
        if constants and all(isinstance(constant, str) for constant in constants):
            self.aliases[name] = literal(name, constants)
            return name, None
        if schema.get("type") == "object" and "properties" in schema and "oneOf" not in schema and "anyOf" not in schema:
            self.write_class(name, schema)
            return name, name
        if schema.get("type") in PLAIN:
            return PLAIN[schema["type"]], None
        return "Any", None

    def write_union(self, name: str, schema: dict) -> None:
        if name in self.tags:
            return
        tag, members = UNIONS[name], {}
        self.tags[name] = (tag, members)
        for form in schema["oneOf"]:
            kind = form["properties"][tag]["const"]
            members[kind] = kind.capitalize() + name
            self.write_class(
                members[kind],
                {
                    "properties": {**form["properties"], **schema["properties"]},
                    "required": schema["required"] + form["required"],
                    "description": form.get("description", schema.get("description", "")),
                },
            )

    def write_class(self, name: str, schema: dict) -> None:
        if name in self.classes:
            return
        self.classes[name] = ""
        required = set(schema.get("required", []))
        lines, nested = [], {}
        for field, inner in schema["properties"].items():
            if not field.isidentifier() or keyword.iskeyword(field):
                raise SystemExit(f"{name}.{field} is no name in Python")
            kind, made = self.typed(inner)
            if field not in required and not kind.startswith("Tuple") and not kind.startswith("Optional") and kind != "Any":
                kind = f"Optional[{kind}]"
            if made:
                nested[field] = made
            described = inner.get("description", "") if isinstance(inner, dict) else ""
            lines += comment(described) + [f"    {field}: {kind}"]
        self.nested[name] = nested
        documentation = " ".join(schema.get("description", name).split())
        body = "\n".join(lines)
        self.classes[name] = f'@dataclass(frozen=True)\nclass {name}:\n    """{documentation}"""\n\n{body}\n'

    def text(self) -> str:
        parts = [HEADER, *(f"{alias}\n" for _, alias in sorted(self.aliases.items()))]
        parts += [f"\n\n{written}" for _, written in sorted(self.classes.items())]
        for name, (_, members) in sorted(self.tags.items()):
            parts.append(f"\n{name} = Union[{', '.join(members.values())}]\n")
        parts.append("\n#: Which class is made of a field, or of each thing in it.\nNESTED: Dict[str, Dict[str, str]] = {\n")
        for name, fields in sorted(self.nested.items()):
            if fields:
                inside = "".join(f'        "{field}": "{made}",\n' for field, made in fields.items())
                parts.append(f'    "{name}": {{\n{inside}    }},\n')
        parts.append("}\n\n#: The field that says which of a union's classes it is.\nTAGS: Dict[str, Tuple[str, Dict[str, str]]] = {\n")
        for name, (tag, members) in sorted(self.tags.items()):
            inside = ", ".join(f'"{kind}": "{made}"' for kind, made in members.items())
            parts.append(f'    "{name}": ("{tag}", {{{inside}}}),\n')
        parts.append("}\n")
        return "\n".join(part.rstrip("\n") if index else part for index, part in enumerate(parts)) + "\n"


def literal(name: str, constants: list[str]) -> str:
    line = f"{name} = Literal[{', '.join(json.dumps(constant) for constant in constants)}]"
    if len(line) <= 120:
        return line
    return f"{name} = Literal[\n" + "".join(f"    {json.dumps(constant)},\n" for constant in constants) + "]"


def comment(text: str) -> list[str]:
    return [f"    #: {line}" for line in textwrap.wrap(" ".join(text.split()), 110)]


def generated() -> str:
    writer = Writer()
    for file, name in DOCUMENTS.items():
        writer.document(name, json.loads((ROOT / "docs" / "schema" / f"{file}.schema.json").read_text()))
    return writer.text()


def main() -> None:
    text = generated()
    if "--check" in sys.argv[1:]:
        if not OUTPUT.is_file() or OUTPUT.read_text() != text:
            raise SystemExit(f"{OUTPUT.relative_to(ROOT)} is not what the schemas give: run packaging/generate_documents.py")
    else:
        OUTPUT.write_text(text)


if __name__ == "__main__":
    main()
