"""Fault: every object leaves a descriptor, a thread, a child or a file behind. Verdict: growth fails, with the line."""
import ctypes
import functools
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


def serve(listening):
    while True:
        listening.accept()[0].detach()


@functools.lru_cache(maxsize=None)
def address():
    listening = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listening,), daemon=True).start()
    return listening.getsockname()


class Connection:
    """Of a server in this process: its thread accepts as many as are opened here."""

    def __init__(self):
        self.number = socket.create_connection(address()).detach()


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
