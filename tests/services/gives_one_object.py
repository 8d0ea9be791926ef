"""Fault: the factory gives the same object again and again. Verdict: growth is vacuous, creation has a note."""


class Client:
    pass


_client = Client()


def make():
    return _client
