# For type checkers: what `__getattr__` loads when it is asked for.
from hardwon.assembly.lookup import Lookup as Lookup
from hardwon.assembly.recording import AsyncScribe as AsyncScribe
from hardwon.assembly.scribe import Scribe as Scribe

__version__: str
