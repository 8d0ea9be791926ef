# Compiles files as the running interpreter would on import, and says what is wrong with each.
# Arguments: a file with one path a line. Answers with one JSON object a line.
import json
import sys
import warnings


def fault(problem, message, line=None, source=""):
    return {"line": line, "type_name": type(problem).__name__, "message": message, "source": source}


with open(sys.argv[1], "rb") as handle:
    paths = handle.read().split(b"\0")
counted = 0
for raw in paths:
    if not raw:
        continue
    path = raw.decode(sys.getfilesystemencoding(), "surrogateescape")
    error = None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with open(raw, "rb") as handle:
                source = handle.read()
            compile(source, path, "exec", 0, True)
        except SyntaxError as problem:
            error = fault(problem, str(problem.msg), problem.lineno or None, problem.text or "")
        except (OSError, ValueError, MemoryError, RecursionError, OverflowError) as problem:
            error = fault(problem, str(problem))
    counted += 1
    if error or caught:
        line = {"path": path.encode("utf-8", "replace").decode(), "error": error, "warnings": len(caught)}
        sys.stdout.write(json.dumps(line) + "\n")
sys.stdout.write(json.dumps({"counted": counted}) + "\n")
