from logistics.models.shipment import Shipment

__all__ = ["Shipment"]
