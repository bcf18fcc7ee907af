from aiohttp import web

from todo.dao import BoardDAO, CardDAO

routes = web.RouteTableDef()


@routes.get("/boards/{board}/lanes/{lane}")
async def lane(request):
    def read():
        with request.app["session_factory"]() as session:
            cards = CardDAO(session).lane(int(request.match_info["board"]), request.match_info["lane"])
            return [card.title for card in cards]

    return web.json_response(await request.loop.run_in_executor(None, read))


@routes.get("/boards/by-title/{title}")
async def by_title(request):
    def read():
        with request.app["session_factory"]() as session:
            board = BoardDAO(session).named(request["user_id"], request.match_info["title"])
            return {"id": board.id} if board else {}

    return web.json_response(await request.loop.run_in_executor(None, read))
