from crm.http import ApiClient


class ContactsClient(ApiClient):
    base_url = "https://crm.example.com/api"

    def create(self, email: str) -> str:
        return self.call("contacts", email=email)["id"]

    def link(self, contact: str) -> str:
        return self.url(f"contacts/{contact}")
