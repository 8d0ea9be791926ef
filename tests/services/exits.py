"""Fault: calls sys.exit(3) at import. Verdict: error, the import never ended."""

import sys

sys.exit(3)
