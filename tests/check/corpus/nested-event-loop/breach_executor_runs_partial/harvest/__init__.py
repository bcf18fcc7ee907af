"""Collects sensor readings from greenhouses."""
