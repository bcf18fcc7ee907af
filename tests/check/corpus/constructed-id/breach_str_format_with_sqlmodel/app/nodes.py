from sqlmodel import Session, select

from .models import Cluster, Node


def add_nodes(session: Session, cluster: Cluster, count: int) -> list[Node]:
    nodes = [
        Node(cluster_id=cluster.id, ordinal=n, hostname="{}-{}.{}.internal".format(cluster.name, n, cluster.region))
        for n in range(count)
    ]
    session.add_all(nodes)
    session.commit()
    return nodes


def node_by_hostname(session: Session, cluster: Cluster, ordinal: int) -> Node | None:
    hostname = "{}-{}.{}.internal".format(cluster.name, ordinal, cluster.region)
    return session.exec(select(Node).where(Node.hostname == hostname)).first()
