# Beside the module, not in it: for import-linter, who imports `hardwon` would else import all of assembly.
from hardwon.assembly import AsyncScribe as AsyncScribe
from hardwon.assembly import Scribe as Scribe

__version__: str
