from helpdesk.models import Ticket
from helpdesk.services.base import BaseService


class TicketService(BaseService):
    async def mine(self):
        tickets = self.db.query(Ticket).filter_by(assignee=self.user).all()  # here
        return sorted(tickets, key=lambda ticket: ticket.id)

    async def greeting(self):
        return f"Hello {self.user}"

    def open(self, title):
        return self.save(Ticket(title=title, assignee=self.user))
