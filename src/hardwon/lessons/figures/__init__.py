"""What lessons came to: how often each was recalled, followed, breached and prevented something."""
