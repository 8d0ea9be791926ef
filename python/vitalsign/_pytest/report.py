"""The report of a whole session: one document of all that was measured, which the program writes in the format asked for."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from typing import Any, Dict, List

from .._binary import find_binary
from .._errors import VitalsError


def write(path: str, documents: List[Dict[str, Any]], command: List[str]) -> str:
    """Writes it, and says what became of it."""
    whole = joined(documents)
    if whole is None:
        return f"no report: nothing was measured that {path} could show"
    with tempfile.TemporaryDirectory(prefix="vitalsign-") as folder:
        whole["command"] = command
        source = os.path.join(folder, "session.json")
        with open(source, "w", encoding="utf-8") as file:
            json.dump(whole, file)
        try:
            ended = subprocess.run(
                [find_binary(), "report", "--no-report", "--json", f"--output={path}", source],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        except (VitalsError, OSError) as error:
            return f"no report: {error}"
    said = ended.stderr.decode("utf-8", "replace").strip()
    return f"report: {path}" if ended.returncode == 0 else f"no report in {path}: {said}"


def joined(documents: List[Dict[str, Any]]) -> "Dict[str, Any] | None":
    """One document: that of the first probe with the probes of all; comparisons beside it, as `check --baseline` has them."""
    runs = [document for document in documents if str(document.get("schema")).startswith("vitals/")]
    comparisons = [document for document in documents if str(document.get("schema")).startswith("vitals-comparison/")]
    if not runs:
        return comparisons[0] if comparisons else None
    whole = {**runs[0], "probes": [probe for run in runs for probe in run["probes"]], "planned": sum(run["planned"] for run in runs)}
    if comparisons:
        probes = [probe for run in comparisons for probe in run["probes"]]
        planned = sum(run["planned"] for run in comparisons)
        beside = {name: value for name, value in comparisons[0].items() if name != "schema"}
        whole["comparison"] = {**beside, "probes": probes, "planned": planned}
    whole["again"] = []
    return whole
