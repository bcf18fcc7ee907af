from logistics.models import Shipment


def find(session, reference):
    return session.query(Shipment).filter(Shipment.carrier_ref == reference).first()


def find_many(session, references):
    return session.query(Shipment).filter(Shipment.carrier_ref.in_(references)).all()


def of_carrier(session, carrier):
    return session.query(Shipment).filter_by(carrier=carrier).all()


def count_of_carrier(session, carrier):
    return session.query(Shipment).filter_by(carrier=carrier).count()


def latest(session):
    return session.query(Shipment).order_by(Shipment.sent_at.desc()).first()


def mark_sent(session, reference, moment):
    session.query(Shipment).filter_by(carrier_ref=reference).update({"sent_at": moment})
    session.commit()
