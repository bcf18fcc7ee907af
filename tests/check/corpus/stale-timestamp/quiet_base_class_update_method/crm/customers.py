from datetime import datetime, timezone

from .orm import Call, Customer
from .repository import Repository


class CustomerRepository(Repository[Customer]):
    model = Customer


class CallRepository(Repository[Call]):
    model = Call


class CustomerService:
    def __init__(self, customers: CustomerRepository, calls: CallRepository) -> None:
        self.customers = customers
        self.calls = calls

    async def rename(self, customer_id: int, name: str) -> None:
        customer = await self.customers.get(customer_id)
        await self.customers.update(customer, name=name)
        await self.customers.session.commit()

    async def classify(self, customer_id: int, segment: str) -> None:
        customer = await self.customers.get(customer_id)
        customer.segment, customer.updated_at = segment, datetime.now(timezone.utc)
        await self.customers.session.commit()

    async def end_call(self, call_id: int, minutes: int) -> None:
        call = await self.calls.get(call_id)
        call.minutes = minutes
        await self.calls.session.commit()
