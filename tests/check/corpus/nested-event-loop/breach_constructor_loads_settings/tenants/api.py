from fastapi import FastAPI, Request

from tenants.dependencies import FreshSettings, Registry

app = FastAPI(title="Tenants")


@app.get("/theme")
async def theme(request: Request, registry: Registry) -> dict[str, str]:
    return registry.for_host(request.url.hostname or "").get("theme", {})


@app.get("/theme/fresh")
async def fresh_theme(settings: FreshSettings) -> dict[str, str]:
    return settings.get("theme", {})
