from starlette.applications import Starlette
from starlette.routing import Route

from .endpoints import Export

app = Starlette(routes=[Route("/documents/{id:int}/export", Export)])
