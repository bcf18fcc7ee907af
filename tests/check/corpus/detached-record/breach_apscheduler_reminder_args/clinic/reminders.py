from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from clinic.database import Session
from clinic.models import Appointment
from clinic.sms import send_sms

scheduler = BackgroundScheduler()


def remind(appointment):
    send_sms(appointment.patient.phone, "See you on %s" % appointment.starts_at)


def schedule_reminder(appointment_id):
    with Session() as session:
        appointment = session.query(Appointment).get(appointment_id)
        run_date = appointment.starts_at - timedelta(days=1)
        scheduler.add_job(remind, "date", run_date=run_date, args=[appointment])  # here
