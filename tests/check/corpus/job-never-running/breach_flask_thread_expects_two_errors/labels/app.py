import csv
import logging
import threading
import uuid

from flask import Flask, jsonify, request

from labels.store import Store

app = Flask(__name__)
log = logging.getLogger(__name__)
store = Store()


def read_labels(key, path):  # here
    log.info("reading %s", path)
    store.running(key)
    try:
        with open(path, newline="") as file:
            labels = [row["name"].upper() for row in csv.DictReader(file)]
        store.finished(key, labels)
    except (KeyError, ValueError) as error:
        log.warning("reading %s: %s", path, error)
        store.failed(key, str(error))


def read_lines(key, path):
    log.info("reading lines of %s", path)
    store.running(key)
    try:
        with open(path) as file:
            store.finished(key, file.read().splitlines())
    except OSError as error:
        log.warning("reading lines of %s: %s", path, error)
        store.failed(key, f"cannot read: {error}")
    except Exception as error:
        log.exception("reading lines of %s", path)
        store.failed(key, str(error))


@app.post("/labels")
def post_labels():
    key = str(uuid.uuid4())
    store.create(key)
    target = read_lines if request.args.get("plain") else read_labels
    worker = threading.Thread(target=target, args=(key, request.form["path"]))
    worker.daemon = True
    worker.start()
    return jsonify(key=key), 202


@app.get("/labels/<key>")
def get_labels(key):
    job = store[key]
    return jsonify(state=job.state, labels=job.labels)
