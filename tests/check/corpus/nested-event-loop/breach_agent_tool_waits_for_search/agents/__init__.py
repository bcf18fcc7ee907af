from agents.loop import Agent

__all__ = ["Agent"]
