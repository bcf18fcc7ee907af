class OutOfStock(Exception):
    pass


class Stock:
    def __init__(self):
        self.amounts = {}

    def take(self, sku, amount):
        if self.amounts.get(sku, 0) < amount:
            raise OutOfStock(sku)
        self.amounts[sku] -= amount
