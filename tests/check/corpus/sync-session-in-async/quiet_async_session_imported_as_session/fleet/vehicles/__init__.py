from .crud import create_vehicle, vehicles_in

__all__ = ["create_vehicle", "vehicles_in"]
