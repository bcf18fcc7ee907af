"""What a repository knows, for DSPy programs: a retriever, an asynchronous tool, a context provider."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardwon.integrations.dspy.context import ContextProvider as ContextProvider
    from hardwon.integrations.dspy.context import NoContext as NoContext
    from hardwon.integrations.dspy.context import Provided as Provided
    from hardwon.integrations.dspy.retriever import HardwonRM as HardwonRM
    from hardwon.integrations.dspy.tool import recall_tool as recall_tool

# Lazy (PEP 562): importing dspy takes seconds, and the provider does without it.
_HOMES = {
    "ContextProvider": "context",
    "HardwonRM": "retriever",
    "NoContext": "context",
    "Provided": "context",
    "recall_tool": "tool",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
