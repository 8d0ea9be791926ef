"""Fault: hangs at import and ignores SIGTERM. Verdict: error, a time-out that only SIGKILL ends."""

import signal
import threading


def wait_for_ever():
    threading.Event().wait()


signal.signal(signal.SIGTERM, signal.SIG_IGN)
wait_for_ever()
