"""What is asked of the database: how often in a loop, and by which columns."""
