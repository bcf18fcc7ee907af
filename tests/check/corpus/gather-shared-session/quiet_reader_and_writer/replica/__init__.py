from replica.sessions import Reader, Writer

__all__ = ["Reader", "Writer"]
