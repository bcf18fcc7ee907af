"""Whether lessons still hold: their evidence, each beside the others, and their review dates."""
