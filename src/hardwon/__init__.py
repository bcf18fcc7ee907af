"""Lessons your team paid for once."""

__version__ = "0.1.0"
