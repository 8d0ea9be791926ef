def main() -> None:
    import uvicorn

    uvicorn.run("shop.main:app", port=8000)
