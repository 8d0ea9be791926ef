# Runs what an interpreter runs as it starts, under `-S`, and says what it is about to run: so that what hangs or crashes has
# its name. Each line after the mark is one step; a step that is over is followed by "null".
import faulthandler, json, os, sys

MARK = "<vitals start>"


def say(step):
    os.write(1, ("\n" + MARK + json.dumps(step) + "\n").encode())


def line_of(file, text):
    try:
        with open(file, "rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.decode("utf-8", "replace").rstrip() == text.rstrip():
                    return number
    except OSError:
        pass
    return None


class Steps:
    """Stands in the place of the builtin `exec` in the module `site`, which runs lines of .pth files with it."""

    def __init__(self):
        self.run = exec

    def __call__(self, text):
        names = sys._getframe(1).f_locals
        # Lines that declare namespace packages look it up in their caller.
        sitedir = names.get("sitedir")  # noqa: F841
        file = names.get("fullname", "")
        say({"pth": {"file": file, "line": line_of(file, text), "text": text.strip()}})
        try:
            self.run(text)
        except Exception:
            # The start goes on in spite of it.
            say(None)
            raise
        say(None)


def module(name, run):
    def customise():
        say({"module": {"name": name}})
        run()
        say(None)

    return customise


import site

site.exec = Steps()
site.execsitecustomize = module("sitecustomize", site.execsitecustomize)
site.execusercustomize = module("usercustomize", site.execusercustomize)
# Shortly before it is ended; without the interpreter's lock.
faulthandler.dump_traceback_later(float(sys.argv[1]), exit=False, file=2)
site.main()
