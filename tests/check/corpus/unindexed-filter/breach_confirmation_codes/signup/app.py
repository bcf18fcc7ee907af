from starlette.applications import Starlette
from starlette.routing import Route

from signup import handlers

app = Starlette(
    routes=[
        Route("/confirm/{code}", handlers.confirm),
        Route("/peek", handlers.peek),
        Route("/invited", handlers.invited),
        Route("/left", handlers.invitations_left),
    ]
)
