"""`# hardwon: ignore[rule] reason`: takes findings away, and is itself reported when there is nothing to take
away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from hardwon.check.entries import Ignore
from hardwon.check.findings import Finding

UNUSED = "unused-suppression"


def apply_suppressions(
    findings: Iterable[Finding],
    ignores: Mapping[str, tuple[Ignore, ...]],
    ran: Mapping[str, Collection[str]],
    known: Collection[str],
) -> tuple[list[Finding], int]:
    """The findings that stay, with those about useless suppressions; and how many were taken away.

    `ran` says which rules ran over each file: a suppression of any other is none of our business.
    """
    kept: list[Finding] = []
    used: set[tuple[str, int, str]] = set()
    suppressed = 0
    for finding in findings:
        found = [
            ignore
            for ignore in ignores.get(finding.path, ())
            if finding.rule in ignore.rules and ignore.line <= finding.line <= ignore.last
        ]
        if found:
            suppressed += 1
            used.update((finding.path, ignore.line, finding.rule) for ignore in found)
        else:
            kept.append(finding)
    for path, comments in ignores.items():
        rules = ran.get(path, ())
        if UNUSED in rules:
            for ignore in comments:
                useless = [rule for rule in ignore.rules if (path, ignore.line, rule) not in used]
                kept.extend(_unused(path, ignore, useless, rules, known))
    return sorted(kept, key=lambda f: (f.path, f.line, f.column, f.rule)), suppressed


def _unused(
    path: str, ignore: Ignore, useless: list[str], ran: Collection[str], known: Collection[str]
) -> Iterable[Finding]:
    if not ignore.rules:
        message, do = "this suppression names no rule", "name it: # hardwon: ignore[rule] reason"
        yield _finding(path, ignore, message, do, "")
    for rule in useless:
        if rule not in known:
            near = get_close_matches(rule, known, n=1)
            do = f"did you mean `{near[0]}`?" if near else "`hardwon rules` lists the rules"
            yield _finding(path, ignore, f"there is no rule `{rule}`", do, rule)
        elif rule in ran:
            message = f"nothing here breaks `{rule}`"
            yield _finding(path, ignore, message, "take the comment away", rule)


def _finding(path: str, ignore: Ignore, message: str, do: str, rule: str) -> Finding:
    return Finding(
        UNUSED, path, ignore.line, ignore.column, ignore.line, ignore.end, message, "warning", do,
        excerpt=ignore.text, fingerprint=ignore.fingerprint(rule),
    )  # fmt: skip
