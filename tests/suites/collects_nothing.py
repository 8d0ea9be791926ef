"""No function here is a test by its name."""


def check_the_answer():
    assert False
