"""One file: from its text to facts, small enough to keep."""
