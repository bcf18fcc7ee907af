"""From candidate to lesson and out again: what waits, what was decided, and why."""
