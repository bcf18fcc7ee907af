"""The comment of a review: what it says, what was ticked in it, and how it comes to GitHub."""
