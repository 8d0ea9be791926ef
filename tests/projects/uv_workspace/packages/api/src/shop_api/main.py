from fastapi import FastAPI
from shop_core.prices import price_of

app = FastAPI()


@app.get("/prices/{article}")
def price(article: str) -> dict[str, int]:
    return {article: price_of(article)}
