"""What an async function waits for, turn by turn or all at once."""
