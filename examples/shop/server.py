"""The shop's assistant over a WebSocket, to be tried and to be measured.

    pip install websockets
    python server.py --port 8765 --login-port 8766

A browser logs in with ``POST /login`` and ``{"user": "ada"}``, connects to ``/ws?token=…`` and sends
``{"type": "chat", "text": "…"}``. It then hears ``agent_started``, ``agent_thinking``, ``tool_executing``,
``tool_completed`` and ``agent_completed``. ``--fault`` breaks one thing of that, for checks that must find it.
"""

import argparse
import asyncio
import json
import secrets
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

from shop.canonical_imports import Event, EventType, UserContext, create_websocket_manager, live_managers

FAULTS = ("missing", "out-of-order", "late", "leak", "drop", "silent", "garbage", "huge", "slow-accept")

HUGE = 4 * 1024 * 1024
"""Characters of one message that no browser would want."""


class Logins:
    """Who was given which token. The HTTP server's threads write it, the event loop reads it."""

    def __init__(self):
        self._user_of = {}

    def admit(self, user_id):
        token = secrets.token_urlsafe(16)
        self._user_of[token] = UserContext(user_id)
        return token

    def user_of(self, path):
        token = parse_qs(urlsplit(path).query).get("token", [""])[0]
        return self._user_of.get(token)


def login_handler(logins):
    """The handler of ``POST /login`` and ``GET /health``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            found = self.path == "/health"
            self.answer(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND, {"healthy": found})

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            try:
                token = logins.admit(json.loads(body)["user"])
            except (ValueError, KeyError, TypeError):
                self.answer(HTTPStatus.UNAUTHORIZED, {"error": "who are you?"})
                return
            self.answer(HTTPStatus.OK, {"access_token": token})

        def answer(self, status, document):
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


class LoginServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


class Assistant:
    """Answers questions, and breaks one thing where it is asked to."""

    def __init__(self, logins, fault, delay):
        self.logins = logins
        self.fault = fault
        self.delay = delay
        self.users = set()

    async def admit(self, connection, request):
        """Refuses who has no token, before the connection becomes a WebSocket."""
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
    parser.add_argument("--port", type=int, default=8765, help="of the WebSocket; 0 for any that is free")
    parser.add_argument("--login-port", type=int, default=8766, help="of the login; 0 likewise")
    parser.add_argument("--fault", choices=FAULTS)
    parser.add_argument("--delay", type=float, default=1.0, help="seconds, of the faults that are slow")
    options = parser.parse_args()
    logins = Logins()
    login = LoginServer(("127.0.0.1", options.login_port), login_handler(logins))
    threading.Thread(target=login.serve_forever, daemon=True).start()
    assistant = Assistant(logins, options.fault, options.delay)
    async with serve(
        assistant.attend, "127.0.0.1", options.port, process_request=assistant.admit, backlog=128
    ) as server:
        port = server.sockets[0].getsockname()[1]
        print(f"listening: ws://127.0.0.1:{port}/ws http://127.0.0.1:{login.server_port}/login", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        pass
