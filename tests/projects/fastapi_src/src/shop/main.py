from fastapi import FastAPI, WebSocket

from .settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    app = FastAPI(title=(settings or Settings()).title)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @app.websocket("/ws")
    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_json({"type": "welcome"})

    return app


app = create_app()
