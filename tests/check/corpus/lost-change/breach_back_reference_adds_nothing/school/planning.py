from school.tables import Course, Lesson, SessionLocal


def add_lesson(course_id: int, topic: str) -> None:
    with SessionLocal() as session:
        course = session.get_one(Course, course_id)
        Lesson(topic=topic, course=course)  # here
        session.commit()


def add_exam(course_id: int) -> None:
    with SessionLocal() as session:
        course = session.get_one(Course, course_id)
        exam = Lesson(topic=f"{course.title}: exam")
        exam.course = course
        session.add(exam)
        session.commit()


def add_lessons(course_id: int, topics: list[str]) -> None:
    with SessionLocal() as session:
        course = session.get_one(Course, course_id)
        for topic in topics:
            course.lessons.append(Lesson(topic=topic))
        session.commit()


def new_course(title: str, topics: list[str]) -> int:
    with SessionLocal() as session:
        course = Course(title=title)
        for topic in topics:
            Lesson(topic=topic, course=course)
        session.add(course)
        session.commit()
        return course.id


def repeat_lesson(lesson_id: int) -> None:
    with SessionLocal() as session:
        lesson = session.get_one(Lesson, lesson_id)
        repeated = Lesson(topic=f"{lesson.topic} (again)", course_id=lesson.course_id)  # here
        print("planned", repeated.topic)
        session.commit()
