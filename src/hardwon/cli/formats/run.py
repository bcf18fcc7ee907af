"""What a format is given, and the words that all of them use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hardwon.cli.figures import counted

if TYPE_CHECKING:
    from hardwon.check import Finding, Report
    from hardwon.lessons import Lesson


@dataclass(frozen=True, slots=True)
class Run:
    """One run of `hardwon check`: its report, the lessons that the findings name by slug, the checked root's
    absolute path, and how long it took.
    """

    report: "Report"
    lessons: "Mapping[str, Lesson]"
    root: str
    seconds: float

    def words(self, finding: "Finding") -> str:
        """The reason, the way out and the lesson with its cost: a line each."""
        lines = [finding.message]
        if finding.do:
            lines.append(f"Do: {finding.do}")
        lesson = self.lessons.get(finding.lesson or "")
        if lesson is not None:
            from hardwon.lessons import describe_cost

            cost = f" (cost {describe_cost(lesson.cost)})" if lesson.cost else ""
            lines.append(f"Lesson: {lesson.title}{cost}, {lesson.path}")
        elif finding.lesson:
            lines.append(f"Lesson: {finding.lesson}")
        return "\n".join(lines)

    def sum(self) -> str:
        """`1 error, 2 warnings in 211 files, 3 accepted in the baseline`."""
        counts = [
            f"{number:,} advice" if severity == "advice" else counted(number, severity)
            for severity in ("error", "warning", "advice")
            if (number := sum(finding.severity == severity for finding in self.report.findings))
        ]
        accepted = len(self.report.accepted)
        more = f", {accepted:,} accepted in the baseline" if accepted else ""
        return f"{', '.join(counts) or 'no findings'} in {counted(self.report.files, 'file')}{more}"
