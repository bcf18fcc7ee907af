from flask import Flask

from gatekeeper.models import db
from gatekeeper.views import api


def create_app():
    app = Flask(__name__)
    app.config.from_prefixed_env()
    db.init_app(app)
    app.register_blueprint(api, url_prefix="/api")
    return app
