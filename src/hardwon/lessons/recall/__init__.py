"""What was learnt, given back where it bears on the work."""
