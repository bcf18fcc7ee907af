from datetime import datetime

from sqlalchemy import event

from .models import HasModified


@event.listens_for(HasModified, "before_update", propagate=True)
def stamp(mapper, connection, target):
    target.modified_at = datetime.utcnow()
