from shop import create_app


def test_an_empty_cart():
    client = create_app({"TESTING": True}).test_client()
    assert client.get("/cart/").json == {"items": []}
