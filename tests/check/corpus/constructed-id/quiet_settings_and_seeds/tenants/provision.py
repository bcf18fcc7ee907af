import hashlib
import secrets

from sqlalchemy.orm import Session

from tenants.models import ApiKey, Tenant

DEFAULT = "default"


def provision(session: Session, name: str) -> tuple[Tenant, str]:
    tenant = Tenant(name=name)
    session.add(tenant)
    session.flush()
    tenant.bucket = f"files-{tenant.id}"
    secret = issue(session, tenant)
    session.commit()
    return tenant, secret


def issue(session: Session, tenant: Tenant) -> str:
    key_id = secrets.token_hex(4)
    secret = secrets.token_urlsafe(24)
    digest = hashlib.sha256(f"{key_id}.{secret}".encode()).hexdigest()
    session.add(ApiKey(id=key_id, tenant_id=tenant.id, digest=digest))
    return f"{key_id}.{secret}"


def authenticate(session: Session, credential: str) -> Tenant | None:
    key_id, _, secret = credential.partition(".")
    key = session.get(ApiKey, key_id)
    if key is None or key.digest != hashlib.sha256(f"{key_id}.{secret}".encode()).hexdigest():
        return None
    return session.get(Tenant, key.tenant_id)


def fallback(session: Session) -> Tenant:
    return session.get_one(Tenant, DEFAULT)
