from .proxy import RemoteProxy
