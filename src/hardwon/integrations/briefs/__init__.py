"""Briefs for agents that see nothing but their brief: what goes in, what is missing, how it reads."""
