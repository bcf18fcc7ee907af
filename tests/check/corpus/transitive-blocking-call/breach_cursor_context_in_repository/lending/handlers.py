import tornado.ioloop
from tornado.web import Application, RequestHandler

from lending import loans


class FeeHandler(RequestHandler):
    async def get(self, reader: str) -> None:
        self.write({"fee": loans.total_fee(int(reader))})  # here


class PreviewHandler(RequestHandler):
    async def get(self, days: str) -> None:
        self.write({"fee": loans.fee(int(days))})


class ReturnHandler(RequestHandler):
    async def post(self, reader: str, book: str) -> None:
        loop = tornado.ioloop.IOLoop.current()
        await loop.run_in_executor(None, loans.close_loan, int(reader), int(book))
        self.set_status(204)


def make_app() -> Application:
    return Application([
        (r"/fees/(\d+)", FeeHandler),
        (r"/preview/(\d+)", PreviewHandler),
        (r"/loans/(\d+)/(\d+)", ReturnHandler),
    ])
