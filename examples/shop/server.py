"""The shop's assistant over a WebSocket, to be tried and to be measured.

    pip install websockets
    python server.py --port 8765

A browser logs in with ``POST /login`` and ``{"user": "ada"}``, connects to ``/ws?token=…`` and sends
``{"type": "chat", "text": "…"}``. It then hears ``agent_started``, ``agent_thinking``, ``tool_executing``,
``tool_completed`` and ``agent_completed``. ``--think`` is how long the answer takes. ``--fault`` breaks one thing of
that, for checks that must find it. One port serves all of it, so that two servers can stand side by side.
"""

import argparse
import asyncio
import json
import logging
import secrets
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from shop.canonical_imports import Event, EventType, UserContext, create_websocket_manager, live_managers

FAULTS = ("missing", "out-of-order", "late", "leak", "drop", "silent", "garbage", "huge", "slow-accept")

HUGE = 4 * 1024 * 1024
"""Characters of one message that no browser would want."""

LONGEST_LOGIN = 64 * 1024
"""Bytes of a login, head and body."""


class Logins:
    """Who was given which token."""

    def __init__(self):
        self._user_of = {}

    def admit(self, user_id):
        token = secrets.token_urlsafe(16)
        self._user_of[token] = UserContext(user_id)
        return token

    def user_of(self, path):
        token = parse_qs(urlsplit(path).query).get("token", [""])[0]
        return self._user_of.get(token)

    def answer(self, body):
        """Status and document for the body of a ``POST /login``."""
        try:
            return HTTPStatus.OK, {"access_token": self.admit(json.loads(body)["user"])}
        except (ValueError, KeyError, TypeError):
            return HTTPStatus.UNAUTHORIZED, {"error": "who are you?"}


class Connection(ServerConnection):
    """A WebSocket, or a ``POST /login``: websockets itself reads no other request than ``GET``."""

    logins: Logins

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.read = b""

    def data_received(self, data):
        if self.read is None:
            super().data_received(data)
            return
        self.read += data
        if self.read.startswith(b"POST "):
            self.log_in()
        elif not b"POST ".startswith(self.read):
            # Not a login: from here on all of it is for websockets.
            read, self.read = self.read, None
            super().data_received(read)

    def log_in(self):
        head, found, body = self.read.partition(b"\r\n\r\n")
        fields = (line.split(b":", 1) for line in head.split(b"\r\n")[1:] if b":" in line)
        lengths = [int(value) for name, value in fields if name.lower() == b"content-length" and value.strip().isdigit()]
        length = lengths[0] if lengths else 0
        if len(self.read) > LONGEST_LOGIN:
            status, document = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": "too long"}
        elif not found or len(body) < length:
            return
        elif head.split(b" ")[1] != b"/login":
            status, document = HTTPStatus.NOT_FOUND, {"error": "no such place"}
        else:
            status, document = self.logins.answer(body[:length])
        text = json.dumps(document).encode()
        lines = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            "Content-Type: application/json",
            f"Content-Length: {len(text)}",
            "Connection: close",
        ]
        self.transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + text)
        self.transport.close()


class Assistant:
    """Answers questions, and breaks one thing where it is asked to."""

    def __init__(self, logins, think, fault, delay):
        self.logins = logins
        self.think = think
        self.fault = fault
        self.delay = delay
        self.users = set()

    async def admit(self, connection, request):
        """Refuses who has no token, before the connection becomes a WebSocket; ``GET /health`` is for everybody."""
        if request.path == "/health":
            return connection.respond(HTTPStatus.OK, '{"healthy": true}\n')
        if self.fault == "slow-accept":
            await asyncio.sleep(self.delay)
        if self.logins.user_of(request.path) is None:
            return connection.respond(HTTPStatus.UNAUTHORIZED, "log in first\n")
        return None

    async def attend(self, socket):
        """One connection, from the handshake to its end."""
        user = self.logins.user_of(socket.request.path)
        manager = await create_websocket_manager(user, str(socket.id))
        self.users.add(user)
        writer = asyncio.create_task(self.write(manager, socket))
        try:
            async for text in socket:
                if self.fault != "silent":
                    await self.answer(user, json.loads(text)["text"], socket)
        except ConnectionClosed:
            pass
        finally:
            self.users.discard(user)
            await manager.close()
            writer.cancel()

    async def write(self, manager, socket):
        async for frame in manager:
            await socket.send(frame)

    async def answer(self, user, question, socket):
        await self.tell(user, EventType.AGENT_STARTED, user=user.user_id)
        if self.fault == "garbage":
            await socket.send("<html>502 Bad Gateway</html>")
        await self.tell(user, EventType.AGENT_THINKING, about=question)
        await asyncio.sleep(self.think)
        if self.fault == "drop":
            await asyncio.sleep(0)
            await socket.close(1011, "the agent crashed")
            return
        if self.fault == "huge":
            await socket.send(json.dumps({"type": "agent_thinking", "payload": {"about": "x" * HUGE}}))
        await self.use_tool(user, question)
        if self.fault == "late":
            await asyncio.sleep(self.delay)
        await self.tell(user, EventType.AGENT_COMPLETED, answer=f"there is some of: {question}")

    async def use_tool(self, user, question):
        steps = [
            (EventType.TOOL_EXECUTING, {"tool": "stock", "question": question}),
            (EventType.TOOL_COMPLETED, {"tool": "stock", "status": "ok"}),
        ]
        if self.fault == "out-of-order":
            steps.reverse()
        if self.fault == "missing":
            del steps[1]
        for kind, payload in steps:
            # The leak is the classic one: published to everybody instead of to one.
            for reader in self.users if self.fault == "leak" else [user]:
                await self.tell(reader, kind, **payload)

    async def tell(self, reader, kind, **payload):
        await live_managers.publish(reader, Event(kind, payload))


async def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8765, help="0 for any that is free")
    parser.add_argument("--think", type=float, default=0.0, help="seconds before the tool is used")
    parser.add_argument("--fault", choices=FAULTS)
    parser.add_argument("--delay", type=float, default=1.0, help="seconds, of the faults that are slow")
    options = parser.parse_args()
    Connection.logins = Logins()
    assistant = Assistant(Connection.logins, options.think, options.fault, options.delay)
    # Who only looks whether somebody listens, or logs in, never becomes a WebSocket: that is no error.
    quiet = logging.getLogger("shop.server")
    quiet.setLevel(logging.CRITICAL)
    async with serve(
        assistant.attend,
        "127.0.0.1",
        options.port,
        process_request=assistant.admit,
        create_connection=Connection,
        backlog=128,
        logger=quiet,
    ) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"listening: ws://127.0.0.1:{port}/ws http://127.0.0.1:{port}/login", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
