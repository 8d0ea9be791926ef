"""Which lines are the target's, inside the measured interpreter."""

_OWN = "<vitals "  # our own sources are compiled under such names


def text(name):
    return name.encode("utf-8", "replace").decode()


def is_ours(file):
    return file.startswith(_OWN)


class Places:
    """Files of the standard library are known by `is_standard`, and remembered."""

    text = staticmethod(text)
    is_ours = staticmethod(is_ours)

    def __init__(self, is_standard):
        self.is_standard = is_standard
        self.libraries = {}

    def is_library(self, file):
        known = self.libraries.get(file)
        if known is None:
            known = self.libraries[file] = self.is_standard(text(file))
        return known

    def of(self, frame):
        """(file, line, function) of the innermost frame that is the target's, up to the first of ours."""
        while frame is not None:
            file = frame.f_code.co_filename
            if is_ours(file):
                return None
            if not self.is_library(file):
                return text(file), frame.f_lineno or 0, frame.f_code.co_name
            frame = frame.f_back
        return None
