from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request

from tenants.registry import LazyTenantRegistry, TenantRegistry

FOLDER = Path("/etc/tenants")


async def get_registry(request: Request) -> TenantRegistry:
    registry = getattr(request.app.state, "registry", None)
    if registry is None:
        registry = request.app.state.registry = TenantRegistry(FOLDER)
    return registry


async def get_fresh_settings(request: Request) -> dict[str, Any]:
    return await LazyTenantRegistry(FOLDER).for_host(request.url.hostname or "")


Registry = Annotated[TenantRegistry, Depends(get_registry)]
FreshSettings = Annotated[dict[str, Any], Depends(get_fresh_settings)]
