from meters.model import Alarm, Meter, ReadSession, WriteSession


def store_reading(serial, value):
    with ReadSession() as reader, WriteSession() as writer:
        meter = reader.query(Meter).filter_by(serial=serial).one()
        if value < meter.reading:
            writer.add(Alarm(meter_id=meter.id, text="runs backwards"))
        meter.reading = value  # here
        writer.commit()


def store_reading_on_primary(serial, value):
    with WriteSession() as writer:
        meter = writer.query(Meter).filter_by(serial=serial).one()
        meter.reading = value
        writer.commit()


def exchange(old_serial, new_serial):
    with ReadSession() as reader:
        meter = reader.query(Meter).filter_by(serial=old_serial).one()
        with WriteSession() as writer:
            meter = writer.merge(meter, load=True)
            meter.serial = new_serial
            meter.reading = 0.0
            writer.commit()


def reset(serial):
    with ReadSession() as session:
        meter = session.query(Meter).filter_by(serial=serial).one()
    with WriteSession() as session:
        meter.reading = 0.0  # here
        session.add(Alarm(meter_id=meter.id, text="reset"))
        session.commit()
