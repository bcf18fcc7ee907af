from lexicon.facade import Lexicon, lookup

__all__ = ["Lexicon", "lookup"]
