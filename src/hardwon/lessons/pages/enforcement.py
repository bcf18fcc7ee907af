"""A lesson's own rule, as the analyzer takes it."""

import json

from hardwon.check import UserCodes, UserPattern, find_language
from hardwon.lessons.pages.lesson import Enforce, Lesson, PatternRule, RuffRule, Severity

_SEVERITIES: dict[Enforce, Severity] = {"advise": "advice", "warn": "warning", "deny": "error"}


def user_rule(lesson: Lesson) -> UserPattern | UserCodes | None:
    """What `check` is to run for the lesson; None where it brings no rule along.

    A built-in rule runs anyway, and a pattern on commands is for an agent's hook.
    """
    severity = _SEVERITIES[lesson.enforce]
    do = f"`hardwon lessons show {lesson.slug}` says why, and what to do"
    match lesson.rule:
        case RuffRule(codes):
            return UserCodes(lesson.slug, lesson.path, codes, severity, lesson.applies_to, do)
        case PatternRule() as rule:
            tree = {"pattern": rule.rule} if isinstance(rule.rule, str) else rule.rule
            return UserPattern(
                slug=lesson.slug,
                page=lesson.path,
                language=find_language(rule.language).name,
                rule=json.dumps({"rule": tree, **rule.parts}, sort_keys=True, default=str),
                message=rule.message or lesson.title,
                severity=rule.severity or severity,
                applies_to=lesson.applies_to,
                do=rule.note or do,
                fix=rule.fix,
                fix_is_safe=rule.fix_is_safe,
            )
    return None
