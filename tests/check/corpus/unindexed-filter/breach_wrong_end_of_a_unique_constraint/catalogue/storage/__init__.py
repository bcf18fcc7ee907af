from catalogue.storage.schema import Base, Product, Shop

__all__ = ["Base", "Product", "Shop"]
