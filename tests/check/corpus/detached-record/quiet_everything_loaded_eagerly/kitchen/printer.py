import asyncio

from kitchen.persistence.models import Ticket


async def print_ticket(ticket: Ticket) -> None:
    _, writer = await asyncio.open_connection("printer.local", 9100)
    writer.write(f"table {ticket.table.number}\n".encode())
    for dish in ticket.dishes:
        writer.write(f" - {dish.name}\n".encode())
    await writer.drain()
    writer.close()
