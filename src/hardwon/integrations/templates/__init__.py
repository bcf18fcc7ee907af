"""Templates of code in a project's own names: what these are, and how a text takes them."""
