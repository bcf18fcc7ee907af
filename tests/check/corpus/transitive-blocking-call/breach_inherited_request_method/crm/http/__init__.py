from crm.http.base import ApiClient

__all__ = ["ApiClient"]
