"""Fault: calls os._exit(0) at import. Verdict: error, the process vanished though its status is 0."""

import os

os._exit(0)
