from .nodes import NodeApi


async def load_table(api: NodeApi) -> list[dict]:
    table = []
    for node in await api.list_nodes():
        if node.labels.get("role") == "edge":
            continue
        metrics = await api.get_metrics(node.address)  # here: warning
        table.append({"node": node.name, "cpu": round(metrics["cpu"], 2), "memory": metrics["memory"]})
    return table


async def pods_by_node(api: NodeApi, namespaces: list[str]) -> dict[tuple[str, str], int]:
    counts = {}
    for node in await api.list_nodes():
        for namespace in namespaces:
            pods = await api.get_pods(node.address, namespace)  # here: warning
            counts[node.name, namespace] = len(pods)
    return counts


async def rolling_drain(api: NodeApi, limit: float = 0.8) -> None:
    """One node after the other, for as long as the rest can take the load."""
    for node in await api.list_nodes():
        metrics = await api.get_metrics(node.address)
        if metrics["cpu"] > limit:
            break
        await api.drain(node.address)
