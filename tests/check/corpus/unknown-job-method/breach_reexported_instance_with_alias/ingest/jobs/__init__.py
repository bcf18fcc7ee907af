from ._manager import TaskManager, manager

__all__ = ["TaskManager", "manager"]
