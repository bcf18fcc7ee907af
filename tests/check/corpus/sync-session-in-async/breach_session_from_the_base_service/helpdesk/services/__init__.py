from helpdesk.services.base import BaseService
from helpdesk.services.tickets import TicketService

__all__ = ["BaseService", "TicketService"]
