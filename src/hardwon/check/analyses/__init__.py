"""What several rules ask of the linked project."""
