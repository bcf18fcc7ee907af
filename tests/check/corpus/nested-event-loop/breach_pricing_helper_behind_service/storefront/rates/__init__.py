from .client import fetch_rate
from .sync import rate_now

__all__ = ["fetch_rate", "rate_now"]
