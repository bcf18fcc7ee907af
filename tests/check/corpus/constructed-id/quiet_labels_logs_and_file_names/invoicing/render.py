import logging
from pathlib import Path

from invoicing.models import Invoice

log = logging.getLogger(__name__)


def render(session, invoice_id: int, out: Path) -> Path:
    invoice = session.get(Invoice, invoice_id)
    if invoice is None:
        raise LookupError(f"invoice-{invoice_id}")
    target = out / f"invoice-{invoice_id}.html"
    target.write_text(f"<h1>{invoice.label}</h1><p>{invoice.total}</p>")
    invoice.pdf_path = f"{out}/{invoice.file_name}"
    session.commit()
    log.info("invoice-%s rendered to %s", invoice_id, target)
    return target
