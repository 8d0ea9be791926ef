import threading


def test_that_waits_for_ever():
    threading.Event().wait()
