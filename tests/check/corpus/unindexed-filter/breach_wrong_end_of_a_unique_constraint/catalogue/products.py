from sqlalchemy import func
from sqlalchemy.orm import Session

from catalogue.storage import Product, Shop


class Products:
    def __init__(self, session: Session):
        self._session = session

    def in_shop(self, shop_id):
        return self._session.query(Product).filter(Product.shop_id == shop_id).all()

    def count_in_shop(self, shop_id):
        return self._session.query(func.count(Product.id)).filter(Product.shop_id == shop_id).scalar()

    def find(self, shop_id, sku):
        return self._session.query(Product).filter_by(shop_id=shop_id, sku=sku).one_or_none()

    def price_of(self, shop_id, sku):
        query = self._session.query(Product.price).filter(Product.shop_id == shop_id, Product.sku == sku)
        return query.scalar()

    def everywhere(self, sku):
        return self._session.query(Product).filter(Product.sku == sku).all()

    def shop(self, domain):
        return self._session.query(Shop).filter_by(domain=domain).one()
