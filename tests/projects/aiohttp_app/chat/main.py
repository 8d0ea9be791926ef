from aiohttp import web

from chat.rooms import Rooms


async def talk(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    return socket


async def init_app(argv=None) -> web.Application:
    app = web.Application()
    app["rooms"] = Rooms()
    app.router.add_get("/ws", talk)
    return app


if __name__ == "__main__":
    web.run_app(init_app())
