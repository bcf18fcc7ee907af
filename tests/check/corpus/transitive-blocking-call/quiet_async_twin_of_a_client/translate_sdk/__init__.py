from ._client import AsyncTranslator, Translator

__all__ = ["AsyncTranslator", "Translator"]
