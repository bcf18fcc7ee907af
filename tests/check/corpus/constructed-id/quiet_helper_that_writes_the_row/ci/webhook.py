from flask import Flask, request
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from ci.builds import finish, register_build
from ci.models import Artifact, Build

app = Flask(__name__)
Session = sessionmaker(create_engine("sqlite:///ci.db"))


@app.post("/push")
def push():
    body = request.get_json()
    with Session.begin() as session:
        build = register_build(session, body["repository"], body["after"])
        return {"build": build.id, "message": f"queued {body['repository']}@{body['after']}"}


@app.post("/done/<path:build_id>")
def done(build_id):
    with Session.begin() as session:
        finish(session, build_id, request.get_json()["ok"])
        for path in request.get_json().get("artifacts", ()):
            session.add(Artifact(build_id=build_id, path=f"{build_id}/{path}"))
    return "", 204


@app.get("/builds/<path:repository>")
def builds(repository):
    with Session() as session:
        found = session.scalars(select(Build).where(Build.repository == repository)).all()
        return {"builds": [build.id for build in found]}
