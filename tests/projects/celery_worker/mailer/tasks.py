from .celery import app


@app.task
def send(address: str) -> str:
    return f"sent to {address}"
