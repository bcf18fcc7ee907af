"""Taking secrets and personal data out of text before anything reaches disk."""

from hardwon.store.redaction.text import Redacted, holds_secret, redact, spot
from hardwon.store.redaction.values import RedactedValue, redact_value

__all__ = ["Redacted", "RedactedValue", "holds_secret", "redact", "redact_value", "spot"]
