"""Fault: prints and raises terminal escapes. Verdict: error, a ValueError that shows them harmless."""

import sys

# Red, clear the screen, a new title, the bell, right-to-left, and a NUL.
TEXT = "\x1b[31mred\x1b[2J\x1b]0;title\x07\a\u200f\u202egnp.exe\x00 end"

sys.stdout.buffer.write(TEXT.encode())
sys.stdout.flush()
raise ValueError(TEXT)
