"""Fault: every object leaves a descriptor, a thread, a child or a file behind. Verdict: growth fails, with the line."""
import ctypes
import os
import socket
import tempfile
import threading

_libc = ctypes.CDLL(None)


class Made:
    pass


def sockets():
    kept = socket.socket()
    os.dup(kept.fileno())
    return Made()


def files():
    os.open("/dev/null", os.O_RDONLY)
    return Made()


class Client:
    """A connection whose close() was forgotten: the descriptors outlive the object."""

    def __init__(self):
        here, there = socket.socketpair()
        self.numbers = here.detach(), there.detach()


def pipes():
    os.pipe()
    return Made()


def eventfds():
    _libc.eventfd(0, 0)
    return Made()


def threads():
    started = threading.Thread(target=threading.Event().wait, args=(3600,), daemon=True)
    started.start()
    return started


def children():
    child = os.fork()
    if child == 0:
        os._exit(0)
    return Made()


def temporary_files():
    number, _ = tempfile.mkstemp()
    os.close(number)
    return Made()


def nothing():
    with open("/dev/null") as opened, socket.socket() as closed:
        return opened.closed, closed
