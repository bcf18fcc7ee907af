from sqlalchemy import and_, or_, select

from crm.tables import Call, Contact, Source, session


def who(term):
    return session.scalars(select(Contact).where(or_(Contact.email == term, Contact.phone == term))).all()


def duplicates(contact):
    same = (Contact.email == contact.email) | (Contact.phone == contact.phone)
    return session.scalars(select(Contact).where(same)).all()


def from_web(email):
    return session.scalars(select(Contact).where(and_(Contact.email == email, Contact.source == Source.WEB))).all()


def from_fairs():
    return session.scalars(select(Contact).where(Contact.source == Source.FAIR)).all()


def calls_of(contact, since):
    return session.scalars(select(Call).where(Call.contact_id == contact.id, Call.due >= since)).all()
