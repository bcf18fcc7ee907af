"""The project's own jobs: their states, who schedules them, and how their work ends."""
