"""Fault: reads address 0 at import. Verdict: error, killed by SIGSEGV."""

import ctypes

ctypes.string_at(0)
