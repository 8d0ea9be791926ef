"""Fault: raises RuntimeError at import. Verdict: error."""


def load_configuration():
    raise RuntimeError("no configuration")


load_configuration()
