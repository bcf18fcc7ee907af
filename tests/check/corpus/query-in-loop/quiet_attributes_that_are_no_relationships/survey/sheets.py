from openpyxl import Workbook

from survey.mapping import Answer, Respondent


class SheetWriter:
    def __init__(self, session):
        self.session = session
        self.book = Workbook()

    def overview(self):
        sheet = self.book.active
        for respondent in self.session.query(Respondent).order_by(Respondent.id).all():
            sheet.append([respondent.label, respondent.address.street, respondent.answer_count])
            for tag in respondent.tags:
                sheet.append(["", tag])

    def one(self, respondent_id):
        respondent = self.session.get(Respondent, respondent_id)
        sheet = self.book.create_sheet(respondent.label)
        for answer in respondent.answers:
            sheet.append([answer.id, answer.text])

    def add_answers(self, respondent_id, texts):
        for text in texts:
            answer = Answer(respondent_id=respondent_id, text=text)
            self.session.add(answer)
        self.session.commit()

    def copy_answers(self, source_id, target_id):
        source = self.session.get(Respondent, source_id)
        for answer in source.answers:
            self.session.add(Answer(respondent_id=target_id, text=answer.text))
        self.session.commit()
