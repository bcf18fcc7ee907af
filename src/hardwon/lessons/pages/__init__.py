"""Lessons as pages: read, checked, revised, verified, and the shelf that holds them."""
