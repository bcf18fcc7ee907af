"""Taking secrets and personal data out of text before anything reaches disk."""

from hardwon.store.redaction.text import Redacted, redact, spot
from hardwon.store.redaction.values import RedactedValue, redact_value

__all__ = ["Redacted", "RedactedValue", "redact", "redact_value", "spot"]
