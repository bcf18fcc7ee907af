from flask import Flask
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


def create_app():
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///forum.db"
    db.init_app(app)
    from . import views

    app.register_blueprint(views.bp)
    return app
