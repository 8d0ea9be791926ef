"""Fault: leaves a daemon that holds the stdio open for 300 s. Verdict: the import passes, at once."""

import os
import time


def start_daemon():
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    os.setsid()
    if os.fork() == 0:
        # A proper daemon would turn its stdio to /dev/null here: whoever reads it waits for its end.
        time.sleep(300)
    os._exit(0)


start_daemon()
