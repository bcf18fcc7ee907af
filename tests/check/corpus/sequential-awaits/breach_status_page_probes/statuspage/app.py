from quart import Quart, jsonify, render_template

from statuspage.config import load_services
from statuspage.probes import probe

app = Quart(__name__)


@app.get("/")
async def index():
    services = load_services()
    results = {name: await probe(entry["health"]) for name, entry in services.items()}  # here: warning
    broken = [name for name, result in results.items() if not result["up"]]
    return await render_template("index.html", results=results, broken=broken)


@app.get("/api/<name>")
async def one(name):
    entry = load_services().get(name)
    if entry is None:
        return {"error": "unknown"}, 404
    return jsonify(await probe(entry["health"]))
