import service


def test_that_fails():
    assert service.ANSWER == 41
