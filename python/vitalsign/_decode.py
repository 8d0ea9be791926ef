"""A JSON document as the classes of `documents`."""

from __future__ import annotations

import dataclasses
from typing import Any, Dict, Mapping, Type, TypeVar

from . import documents
from ._errors import VitalsError

T = TypeVar("T")

#: The versions of documents that this package reads: those that the program beside it writes.
SCHEMAS: Dict[str, type] = {
    "vitals/2": documents.RunDocument,
    "vitals-comparison/2": documents.ComparisonRun,
    "vitals-health/2": documents.HealthDocument,
}


def read(kind: Type[T], value: Mapping[str, Any]) -> T:
    """The document as `kind`.

    Fields that a newer program adds are left out; a document of another kind or version is refused.
    """
    found = value.get("schema")
    if SCHEMAS.get(str(found)) is not kind:
        wanted = next(name for name, known in SCHEMAS.items() if known is kind)
        raise VitalsError(f"the program wrote a document `{found}`, and this package reads `{wanted}`: they are of different versions")
    made: T = _made(kind.__name__, value)
    return made


def _made(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("[]"):
        return tuple(_made(name[:-2], inner) for inner in value)
    if name == "Reason":
        return _reason(value)
    if name in documents.TAGS:
        tag, members = documents.TAGS[name]
        name = members[value[tag]]
    nested = documents.NESTED.get(name, {})
    kind = getattr(documents, name)
    return kind(**{field.name: _field(field, nested.get(field.name), value.get(field.name)) for field in dataclasses.fields(kind)})


def _field(field: dataclasses.Field[Any], made: str | None, value: Any) -> Any:
    # A list that may be left out is empty then; what else is left out is not known.
    if value is None and str(field.type).startswith("Tuple"):
        return ()
    if made is not None:
        return _made(made, value)
    return tuple(value) if isinstance(value, list) else value


def _reason(value: Mapping[str, Any]) -> documents.Reason:
    shared = ("about", "kind", "text")
    fields = {name: inner for name, inner in value.items() if name not in shared}
    return documents.Reason(about=value["about"], kind=value.get("kind"), text=value["text"], fields=fields)
