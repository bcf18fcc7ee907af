from flask import Flask

from .models import db
from .orders import orders


def create_app():
    app = Flask(__name__)
    app.config.from_prefixed_env("BOOKSHOP")
    db.init_app(app)
    app.register_blueprint(orders)
    return app
