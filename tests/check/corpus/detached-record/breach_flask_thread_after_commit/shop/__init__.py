from flask import Flask

from shop.extensions import db


def create_app(config_object="shop.settings"):
    app = Flask(__name__)
    app.config.from_object(config_object)
    db.init_app(app)

    from shop.account.views import bp

    app.register_blueprint(bp, url_prefix="/account")
    return app
