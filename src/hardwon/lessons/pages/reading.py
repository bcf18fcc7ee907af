"""How fast people read."""

READING = 200
"""Words that a person reads in a minute."""
