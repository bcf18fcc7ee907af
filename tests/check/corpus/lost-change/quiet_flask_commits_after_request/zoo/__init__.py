from flask import Flask

from .extensions import db


def create_app():
    app = Flask(__name__)
    db.init_app(app)

    from .enclosures import bp

    app.register_blueprint(bp)

    @app.after_request
    def commit(response):
        if response.status_code < 400:
            db.session.commit()
        return response

    return app
