from review.models import Submission, factory


def decide(text: str) -> str:
    return "accepted" if len(text) > 100 else "too short"


def judge(submission_id: int) -> None:
    with factory() as reading:
        submission = reading.get_one(Submission, submission_id)
    verdict = decide(submission.text)
    with factory() as writing:
        writing.add(submission)
        submission.verdict = verdict
        writing.commit()


def judge_merged(submission_id: int) -> str:
    with factory() as reading:
        submission = reading.get_one(Submission, submission_id)
    with factory.begin() as writing:
        submission = writing.merge(submission)
        submission.verdict = decide(submission.text)
        return submission.verdict
