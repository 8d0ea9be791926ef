"""Fault: stops itself by a signal. Verdict: error, stopped, at its line."""

import os
import signal


def pause():
    os.kill(os.getpid(), signal.SIGSTOP)


pause()
