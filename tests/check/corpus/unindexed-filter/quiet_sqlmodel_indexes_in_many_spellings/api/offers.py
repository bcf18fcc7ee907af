import uuid
from datetime import datetime

from fastapi import APIRouter, Depends
from sqlmodel import Session, col, select

from .db import session_dependency
from .models import Offer, Vendor

router = APIRouter(prefix="/offers")


@router.get("/article/{article}")
def for_article(article: str, session: Session = Depends(session_dependency)) -> list[Offer]:
    return list(session.exec(select(Offer).where(Offer.article == article)))


@router.get("/articles")
def for_articles(article: list[str], session: Session = Depends(session_dependency)) -> list[Offer]:
    return list(session.exec(select(Offer).where(col(Offer.article).in_(article))))


@router.get("/expired")
def expired(session: Session = Depends(session_dependency)) -> list[Offer]:
    return list(session.exec(select(Offer).where(Offer.valid_until < datetime.now())))


@router.get("/ending")
def ending(session: Session = Depends(session_dependency)) -> list[Offer]:
    return list(session.exec(select(Offer).order_by(col(Offer.valid_until)).limit(10)))


@router.get("/vendor/{vendor_id}")
def of_vendor(vendor_id: uuid.UUID, session: Session = Depends(session_dependency)) -> list[Offer]:
    return list(session.exec(select(Offer).where(Offer.vendor_id == vendor_id)))


@router.get("/cities/{city}")
def in_city(city: str, session: Session = Depends(session_dependency)) -> list[Vendor]:
    return list(session.exec(select(Vendor).where(Vendor.city == city)))


@router.get("/cities/{city}/count")
def count_in_city(city: str, session: Session = Depends(session_dependency)) -> int:
    return len(session.exec(select(Vendor.id).where(Vendor.city == city)).all())


@router.get("/vat/{vat}")
def by_vat(vat: str, session: Session = Depends(session_dependency)) -> Vendor | None:
    return session.exec(select(Vendor).where(Vendor.vat == vat)).first()


@router.get("/vat/{vat}/id")
def id_by_vat(vat: str, session: Session = Depends(session_dependency)) -> uuid.UUID | None:
    return session.exec(select(Vendor.id).where(Vendor.vat == vat)).first()


@router.get("/legacy/{code}")
def by_legacy_code(code: str, session: Session = Depends(session_dependency)) -> Vendor | None:
    return session.exec(select(Vendor).where(Vendor.legacy_code == code)).first()


@router.get("/legacy")
def by_legacy_codes(code: list[str], session: Session = Depends(session_dependency)) -> list[Vendor]:
    return list(session.exec(select(Vendor).where(col(Vendor.legacy_code).in_(code))))
