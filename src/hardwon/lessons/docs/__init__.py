"""What the lessons' own pages in the project's documentation say."""

from hardwon.lessons.docs.index import IndexEntry as IndexEntry
from hardwon.lessons.docs.index import IndexGroup as IndexGroup
from hardwon.lessons.docs.index import LessonIndex as LessonIndex
from hardwon.lessons.docs.index import arrange_lessons as arrange_lessons
from hardwon.lessons.docs.index import worth as worth
from hardwon.lessons.docs.questions import Asked as Asked
from hardwon.lessons.docs.questions import questions_of as questions_of
