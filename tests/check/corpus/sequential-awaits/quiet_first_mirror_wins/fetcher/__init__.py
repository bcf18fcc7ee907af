from fetcher.mirrors import MirrorPool, NoMirror

__all__ = ["MirrorPool", "NoMirror"]
