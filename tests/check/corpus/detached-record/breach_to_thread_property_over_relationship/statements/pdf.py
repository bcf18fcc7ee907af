from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from statements.models import Account


def render(account: Account) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 720, account.holder)
    canvas.drawString(72, 700, f"Total due: {account.total_due:.2f}")
    canvas.save()
    return buffer.getvalue()
