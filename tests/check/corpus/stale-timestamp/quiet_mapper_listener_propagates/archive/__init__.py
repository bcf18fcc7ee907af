from . import listeners as listeners
