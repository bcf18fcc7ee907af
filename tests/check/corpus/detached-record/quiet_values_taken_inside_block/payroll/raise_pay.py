from decimal import Decimal

from payroll.db import session_scope
from payroll.models import Employee, Payment


def pay(employee_id, amount):
    with session_scope() as session:
        employee = session.query(Employee).get(employee_id)
        employee.payments.append(Payment(amount=Decimal(amount)))
        session.flush()
        name = employee.name
        total = sum(payment.amount for payment in employee.payments)
        summary = {"name": employee.name, "payments": employee.payments.count()}
    print("paid %s, %s in total" % (name, total))
    return summary
