"""Fault: a class keeps the history of all its objects, by user. Verdict: growth fails."""


class Event:
    def __init__(self, manager):
        self.manager = manager
        self.payload = "x" * 1000 + str(id(manager))


class Manager:
    history = {}

    def __init__(self, user):
        self.user = user
        Manager.history[user] = [Event(self)]


def make(user):
    return Manager(user)
