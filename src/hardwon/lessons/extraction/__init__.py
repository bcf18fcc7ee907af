"""Where candidates come from: sessions, commits and guides."""
