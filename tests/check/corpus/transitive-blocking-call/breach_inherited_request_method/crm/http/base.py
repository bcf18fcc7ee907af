import requests


class ApiClient:
    base_url = ""

    def __init__(self, token: str) -> None:
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def url(self, path: str) -> str:
        return f"{self.base_url}/{path.lstrip('/')}"

    def call(self, path: str, **body: object) -> dict:
        response = self.session.post(self.url(path), json=body, timeout=15)
        response.raise_for_status()
        return response.json()
