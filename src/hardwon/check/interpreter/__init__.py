"""Runs functions over what is known of their values, every way through once."""
