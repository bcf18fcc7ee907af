"""An agent's hooks: what its process does, what the agent tells, and what it is answered."""
