#!/usr/bin/env python3
"""Draws what a command prints, colours and all, as an SVG (needs `rich` from PyPI).

    docs/images/render.py docs/images/check.svg "vitals probe import" -- vitals probe import shop.app --limit 500ms
"""
import io
import os
import subprocess
import sys

from rich.console import Console
from rich.text import Text


def main():
    path, title, dashes, *command = sys.argv[1:]
    assert dashes == "--" and command, __doc__
    done = subprocess.run(command, env={**os.environ, "CLICOLOR_FORCE": "1"}, stdout=subprocess.PIPE, text=True)
    shown = " ".join([os.path.basename(command[0]), *command[1:]])
    text = Text.from_ansi(f"$ {shown}\n\n{done.stdout.rstrip()}")
    width = max(len(line) for line in text.plain.splitlines())
    console = Console(record=True, width=width + 1, file=io.StringIO(), force_terminal=True)
    console.print(text, no_wrap=True, crop=False)
    svg = console.export_svg(title=title, unique_id="check")
    # No font from elsewhere: the page stays as private as the repository.
    begin = svg.find("@font-face")
    while begin >= 0:
        svg = svg[:begin] + svg[svg.index("}", begin) + 1 :]
        begin = svg.find("@font-face")
    svg = svg.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace")
    with open(path, "w") as file:
        file.write("\n".join(line.rstrip() for line in svg.splitlines()) + "\n")


if __name__ == "__main__":
    main()
