import logging

from sqlalchemy.orm import Session

from logistics.orm import Parcel, Scan, Truck, now

log = logging.getLogger(__name__)


class DispatchService(object):
    def __init__(self, session: Session):
        self.session = session

    def depart(self, truck_id: int, to: str) -> None:
        truck = self.session.query(Truck).filter_by(id=truck_id).one()
        parcels = self.session.query(Parcel).filter(Parcel.truck_id == truck.id).all()
        for parcel in parcels:
            parcel.status = "on the road"  # here: warning
            self.session.add(Scan(parcel_id=parcel.id, place=truck.location))
        truck.location = to  # here: warning
        self.session.commit()

    def arrive(self, truck_id: int) -> None:
        truck = self.session.query(Truck).filter_by(id=truck_id).one()
        for parcel in self.session.query(Parcel).filter(Parcel.truck_id == truck.id):
            parcel.status = "arrived"
            parcel.updated_on = now()
        self.session.commit()
        log.info("truck %s is there", truck.plate)

    def lose(self, parcel_id: int, truck_id: int) -> None:
        parcel = self.session.query(Parcel).get(parcel_id)
        truck = self.session.query(Truck).get(truck_id)
        parcel.status = "lost"
        parcel.updated_on = now()
        truck.location = "unknown"  # here: warning
        self.session.commit()

    def correct_scan(self, scan_id: int, place: str) -> None:
        scan = self.session.query(Scan).get(scan_id)
        scan.place = place
        self.session.commit()
