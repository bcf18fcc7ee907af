from datetime import datetime, timezone
from typing import Any


def now() -> datetime:
    return datetime.now(timezone.utc)


def stamped(**values: Any) -> dict[str, Any]:
    return {**values, "updated_at": now()}
