import service


def test_that_passes():
    assert service.ANSWER


def test_that_fails():
    assert service.ANSWER == 41
