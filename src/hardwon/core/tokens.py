"""What a text costs a model that reads it."""


def count_tokens(text: str) -> int:
    """About how many tokens `text` is to a model: four characters of ASCII to one, others one each."""
    ascii_only = len(text) if text.isascii() else len(text.encode("ascii", "ignore"))
    return -(-ascii_only // 4) + len(text) - ascii_only
