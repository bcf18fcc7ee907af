from embeddings.index import build_index

__all__ = ["build_index"]
