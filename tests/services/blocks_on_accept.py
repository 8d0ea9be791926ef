"""Fault: waits for a client at import. Verdict: error, a time-out in `wait_for_client`."""

import socket


def wait_for_client():
    with socket.create_server(("127.0.0.1", 0)) as server:
        while True:
            client, _ = server.accept()
            client.close()


wait_for_client()
