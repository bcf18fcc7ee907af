from catalog.pages import load_pages, load_pages_apart

__all__ = ["load_pages", "load_pages_apart"]
