from .tables import Base, Meter, Reading

__all__ = ["Base", "Meter", "Reading"]
