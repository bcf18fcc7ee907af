from ledger.node_client import SyncNodeClient


class WalletBook:
    def __init__(self, node: SyncNodeClient):
        self.node = node
        self.known: dict[str, int] = {}

    def refresh(self, address: str) -> int:
        self.known[address] = self.node.balance(address)
        return self.known[address]
