"""Fault: each object leaves a cycle, which the garbage collector alone frees. Verdict: growth passes while that runs, or where
`by_hand` collects; `never_collected` fails, because nothing does."""
import gc


class Made:
    pass


class Node:
    def __init__(self):
        self.data = bytearray(1000)
        self.me = self


def collected():
    Node()
    return Made()


def never_collected():
    gc.disable()
    Node()
    return Made()


_made = 0


def by_hand():
    global _made
    gc.disable()
    Node()
    _made += 1
    if _made % 10 == 0:
        gc.collect()
    return Made()
