from harvester.managers.crud import CrudManager
from harvester.managers.jobs import JobManager

__all__ = ["CrudManager", "JobManager"]
