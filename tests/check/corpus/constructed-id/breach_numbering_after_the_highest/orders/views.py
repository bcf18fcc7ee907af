from orders import numbering
from orders.persistence import Order


class OrderView:
    def __init__(self, request):
        self.request = request
        self.session = request.dbsession

    def create(self):
        order = Order(order_id=numbering.free_order_id(self.session), customer=self.request.json["customer"])
        self.session.add(order)
        self.session.flush()
        return {"order": order.order_id, "shown_as": "#%d" % order.order_id}

    def index(self):
        page = int(self.request.params.get("page", 1))
        query = self.session.query(Order).order_by(Order.order_id).offset((page - 1) * 20).limit(20)
        return {
            "orders": [order.order_id for order in query],
            "pages": numbering.page_count(self.session, 20),
            "next": page + 1,
        }

    def show(self):
        order = self.session.query(Order).get(self.request.matchdict["order_id"])
        return {"customer": order.customer, "placed": order.placed.isoformat()}
