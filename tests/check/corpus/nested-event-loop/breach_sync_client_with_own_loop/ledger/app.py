from aiohttp import web

from ledger.node_client import NodeClient, SyncNodeClient
from ledger.wallets import WalletBook

BOOK: web.AppKey[WalletBook] = web.AppKey("book")


async def show_height(request):
    node = NodeClient("http://node:8332")
    return web.json_response({"height": await node.rpc("getblockcount")})


async def show_balance(request: web.Request) -> web.Response:
    book = WalletBook(SyncNodeClient("http://node:8332"))
    balance = book.refresh(request.match_info["address"])
    return web.json_response({"balance": balance})


def create_app():
    app = web.Application()
    app.add_routes([web.get("/height", show_height), web.get("/balance/{address}", show_balance)])
    return app


if __name__ == "__main__":
    web.run_app(create_app())
