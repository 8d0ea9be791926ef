import no_such_module_of_ours


def test_never_reached():
    assert no_such_module_of_ours
