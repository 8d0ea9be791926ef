from shop.main import create_app


def test_the_service_says_that_it_is_well() -> None:
    assert "/health" in {route.path for route in create_app().routes}
