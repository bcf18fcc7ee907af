from .scanner import Scanner

__all__ = ["Scanner"]
