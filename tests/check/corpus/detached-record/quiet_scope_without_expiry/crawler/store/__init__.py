from crawler.store.session import session_scope
from crawler.store.site import Site

__all__ = ["Site", "session_scope"]
