from .base import Model, SoftDeleting

__all__ = ["Model", "SoftDeleting"]
