"""The slow one."""

import time


def connect_with_retry():
    time.sleep(0.6)


connect_with_retry()
