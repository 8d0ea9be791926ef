"""One run of the program: its JSON document, and what it would have printed for a person."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from typing import Any, Mapping, Optional, Sequence

from ._binary import find_binary
from ._errors import UsageError, VitalsError

USAGE = 64


@dataclass(frozen=True)
class Answer:
    """What one run came to."""

    #: The command, as it was run.
    command: Sequence[str]
    #: How it ended: 0 pass, 1 fail or error, 2 inconclusive or vacuous; `triage` has codes of its own.
    exit_code: int
    #: The document, as it was printed.
    json: Mapping[str, Any]
    #: The same for a person, as the program prints it in a terminal.
    text: str


def ask(options: Sequence[str], operands: Sequence[str] = (), cwd: Optional[str] = None) -> Answer:
    """Runs `vitals OPTIONS -- OPERANDS` and reads its document; the options begin with the command.

    Raises `UsageError` where it refuses the question, and `VitalsError` where it gives no answer.
    """
    binary = find_binary()
    # The second format goes to a file: standard output holds one document.
    descriptor, human = tempfile.mkstemp(prefix="vitalsign-", suffix=".txt")
    os.close(descriptor)
    command = [binary, *options, "--json", "--quiet", f"--output=human={human}", *(("--", *operands) if operands else ())]
    try:
        ended = _ended(command, cwd)
        document = _document(ended)
        with open(human, encoding="utf-8", errors="replace") as file:
            text = file.read()
    finally:
        os.unlink(human)
    return Answer(command, ended.returncode, document, text.strip())


def _ended(command: Sequence[str], cwd: Optional[str]) -> "subprocess.CompletedProcess[bytes]":
    try:
        # No deadline here: the program keeps to `timeout` and `budget`, and ends what it started.
        return subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except OSError as error:
        raise VitalsError(f"{command[0]} does not run: {error}") from error


def _document(ended: "subprocess.CompletedProcess[bytes]") -> Mapping[str, Any]:
    said = ended.stderr.decode("utf-8", "replace").strip()
    if ended.returncode == USAGE:
        raise UsageError(said, USAGE)
    try:
        document = json.loads(ended.stdout)
    except ValueError:
        how = f"exit code {ended.returncode}" if ended.returncode >= 0 else f"signal {-ended.returncode}"
        raise VitalsError(said or f"the program ended with {how} and without a word", ended.returncode) from None
    if not isinstance(document, dict) or document.get("interrupted"):
        raise VitalsError(said or "interrupted", ended.returncode)
    return document
