from support.models import Case, Comment
from support.references import case_id_in, reference


class Inbox(object):
    def __init__(self, session, smtp):
        self.session = session
        self.smtp = smtp

    def receive(self, subject, text, year):
        case_id = case_id_in(subject)
        case = self.session.query(Case).get(case_id) if case_id else None
        if case is None:
            case = Case(product="APP", opened_in=year, summary=subject + "\n\n" + text)
            self.session.add(case)
            self.session.flush()
        else:
            self.session.add(Comment(case_id=case.id, text="> " + text))
        self.session.commit()
        self.confirm(case, subject)
        return case.id

    def confirm(self, case, subject):
        number = "Case " + str(case.id)
        self.smtp.send("Subject: Re: " + subject + " " + reference(case) + "\n\n" + number + " is with us.")

    def similar(self, words):
        return self.session.query(Case).filter(Case.search_text.like("%" + words + "%")).all()
