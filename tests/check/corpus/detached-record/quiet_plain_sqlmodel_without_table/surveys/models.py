from sqlmodel import Field, Relationship, Session, SQLModel, create_engine


class AnswerBase(SQLModel):
    question: str
    text: str


class Answer(AnswerBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    survey_id: int = Field(foreign_key="survey.id")
    survey: "Survey" = Relationship(back_populates="answers")


class Survey(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    answers: list[Answer] = Relationship(back_populates="survey")


class SurveyRead(SQLModel):
    id: int
    title: str
    answers: list[AnswerBase] = []
    exported: bool = False


engine = create_engine("postgresql://localhost/surveys")


def get_session():
    with Session(engine) as session:
        yield session
