from flask import Blueprint

bp = Blueprint("cart", __name__, url_prefix="/cart")


@bp.route("/")
def show():
    return {"items": []}
