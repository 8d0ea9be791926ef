"""Fault: calls os.abort() at import. Verdict: error, killed by SIGABRT."""

import os

os.abort()
