"""Packs: lessons about one subject in a folder, to start with or to share."""
