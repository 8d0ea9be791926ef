"""Fault: handlers of every object stay in a trie, six levels deep. Verdict: growth fails, held by SHARED."""


class Node:
    def __init__(self):
        self.child = {}


class Emitter:
    def __init__(self):
        self.root = Node()

    def add(self, path, handler):
        node = self.root
        for part in path.split("."):
            node = node.child.setdefault(part, Node())
        node.child.setdefault("handlers", []).append(handler)


class Core:
    def __init__(self):
        self.events = Emitter()


SHARED = Core()


def make():
    made = [0]

    def handler(event, made=made):
        return made

    SHARED.events.add("a.b.c.d.e", handler)
    return made
