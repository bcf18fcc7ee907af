from flask import Flask

from .extensions import db


def create_app(config=None):
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///shop.db"
    app.config.update(config or {})
    db.init_app(app)

    from .orders import bp

    app.register_blueprint(bp)
    return app
