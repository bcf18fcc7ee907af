from flask import Flask, request
from sqlalchemy.orm import Session

from gallery.actors import make_album, remake_album
from gallery.data import AlbumJob, engine

app = Flask(__name__)


@app.post("/albums")
def post_album():
    folder = request.form["folder"]
    with Session(engine) as session:
        job = AlbumJob(folder=folder)
        session.add(job)
        session.commit()
        make_album.send(job.id, folder)
        return {"id": job.id}


@app.post("/albums/<int:job_id>/again")
def again(job_id):
    remake_album.send_with_options(args=(job_id,), delay=1000)
    return {"id": job_id}
