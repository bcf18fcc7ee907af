from faststream import FastStream
from faststream.kafka import KafkaBroker

from crm.contacts import ContactsClient

broker = KafkaBroker("kafka:9092")
app = FastStream(broker)
client = ContactsClient("from-the-environment")


@broker.subscriber("signups")
async def on_signup(email: str) -> None:
    contact = client.create(email)  # here
    await broker.publish(client.link(contact), "contacts")


@broker.subscriber("removals")
async def on_removal(contact: str) -> None:
    await broker.publish({"removed": client.link(contact)}, "audit")
