import json
import urllib.request
from functools import partial


class RemoteProxy:
    def __init__(self, url):
        self._url = url

    def __getattr__(self, method):
        if method.startswith("_"):
            raise AttributeError(method)
        return partial(self._call, method)

    def _call(self, method, *args):
        body = json.dumps({"method": method, "params": args}).encode()
        with urllib.request.urlopen(self._url, data=body) as response:
            return json.load(response)["result"]
