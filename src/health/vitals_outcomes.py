"""A pytest plugin: writes each outcome as it comes, so that a run which is ended from outside has something to show.

Loaded by ``-p vitals_outcomes``; nothing is installed. Two variables say where to write and when the run will be ended.
They are taken out of the environment, so that no child of a test writes too.
"""
import faulthandler
import json
import os
import time

#: Failures that are written with their text: of ten thousand alike, the first say enough.
_TEXTS = 50
#: Characters of a failure's text, of its end.
_LONGEST = 8000

_folder = os.environ.pop("VITALS_PYTEST_OUTCOMES", None)
_until = float(os.environ.pop("VITALS_PYTEST_UNTIL", "nan"))
_process = os.getpid()
_texts = 0


def _opened(name):
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
    return os.open(os.path.join(_folder, name), flags, 0o600)


if _folder is not None:
    _outcomes = _opened("outcomes")
    _stacks = _opened("stacks")


def _watch():
    """Shortly before the end, the fault handler's own thread writes where each thread stands: it needs no lock of Python's."""
    left = _until - time.monotonic()
    if _folder is not None and left > 0:
        faulthandler.dump_traceback_later(left, file=_stacks, exit=False)


# A conftest may hang as well.
_watch()


def _write(**record):
    # A test may fork, and its child may go on as pytest.
    if _folder is not None and os.getpid() == _process:
        os.write(_outcomes, json.dumps(record).encode() + b"\n")


def _failed(report, outcome):
    global _texts
    _texts += 1
    message = text = ""
    if _texts <= _TEXTS:
        crash = getattr(report.longrepr, "reprcrash", None)
        message = str(getattr(crash, "message", ""))[:_LONGEST]
        text = (report.longreprtext or "")[-_LONGEST:]
    _write(test=report.nodeid, outcome=outcome, message=message, text=text)


def pytest_configure(config):
    # Where workers run the tests, this process only waits for them.
    if config.pluginmanager.hasplugin("dsession"):
        global _until
        _until = float("nan")
        faulthandler.cancel_dump_traceback_later()


def pytest_runtest_logstart(nodeid):
    _write(test=nodeid, outcome="started")
    # Pytest forgets about it where a test has failed.
    _watch()


def pytest_runtest_logreport(report):
    if report.failed:
        _failed(report, "failed" if report.when == "call" else "error")
    elif report.skipped:
        _write(test=report.nodeid, outcome="skipped")
    elif report.when == "call":
        _write(test=report.nodeid, outcome="passed")
    if report.when == "teardown":
        _write(test=report.nodeid, outcome="ended")


def pytest_collectreport(report):
    if report.failed:
        _failed(report, "error")
