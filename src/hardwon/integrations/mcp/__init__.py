"""Lessons, checks and sessions as tools, resources and prompts of the Model Context Protocol."""
