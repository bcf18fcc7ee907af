from .base import Tool
from .calculator import Calculator
from .web_search import WebSearch

__all__ = ["Calculator", "Tool", "WebSearch"]
