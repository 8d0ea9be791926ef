"""No leak: each object prints a line on standard error. Verdict: growth passes, with a note of the lines."""
import sys


class Session:
    def __del__(self):
        print("Unclosed client session", file=sys.stderr)


class Pool:
    """As aiohttp says it, by asyncio's log: in two lines."""

    def __del__(self):
        print(f"Unclosed client session\nclient_session: {object.__repr__(self)}", file=sys.stderr)
