"""What the lessons' own pages in the project's documentation say."""
