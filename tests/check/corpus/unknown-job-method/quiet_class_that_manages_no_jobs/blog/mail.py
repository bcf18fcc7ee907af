class MailClient:
    def __init__(self, host: str) -> None:
        self.host = host

    def send(self, address: str, text: str) -> None:
        print(self.host, address, text)
