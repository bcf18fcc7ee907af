from .customer import Customer, CustomerCreate
from .subscription import Subscription

__all__ = ["Customer", "CustomerCreate", "Subscription"]
