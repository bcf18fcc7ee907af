"""What becomes of records: who holds them, what changed on them, what saves it."""
