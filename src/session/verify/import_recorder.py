"""Stands before the target's own sitecustomize: writes down which files this process runs."""
import os
import sys


def _record(place):
    seen = set()

    def write(line):
        # Opened anew each time: a service may close every descriptor that it did not open.
        descriptor = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line.encode("utf-8", "surrogateescape") + b"\n")
        finally:
            os.close(descriptor)

    def hook(event, arguments):
        if event == "exec":
            path = getattr(arguments[0], "co_filename", None)
        elif event == "import":
            path = arguments[1]
        else:
            return
        if not isinstance(path, str) or path in seen or path.startswith("<"):
            return
        seen.add(path)
        try:
            write(os.path.abspath(path))
        except Exception:
            pass

    write("")
    sys.addaudithook(hook)


if os.environ.get("VITALS_IMPORT_RECORD"):
    _record(os.environ["VITALS_IMPORT_RECORD"])
