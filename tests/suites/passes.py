import service


def test_the_answer():
    assert service.ANSWER == 42


def test_its_type():
    assert isinstance(service.ANSWER, int)
