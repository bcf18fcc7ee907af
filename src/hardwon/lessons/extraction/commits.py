"""What a commit's message teaches: a revert, a trouble with its cause, a choice with its reason."""

import re

from hardwon.lessons.extraction.candidate import Candidate, make_candidate
from hardwon.lessons.extraction.causes import cause
from hardwon.lessons.extraction.messages import parted, title_of, trouble
from hardwon.lessons.extraction.phrases import CODE
from hardwon.lessons.extraction.titles import as_title
from hardwon.lessons.pages.lesson import Kind

_ROUTINE = re.compile(
    r"(?:Merge\b|Bump\b|Release\b|Version\b|v?\d+\.\d|wip\b|typo|(?:style|docs?|"
    r"release)(?:\(|!?:)|"
    r"Update (?:dependenc|readme|changelog)|Add(?:ed)? (?:changelog|tests?)\b|Initial\b|Reformat|Format)",
    re.IGNORECASE,
)
_TRAILER = re.compile(
    r"(?m)^[A-Z][\w-]+(?:-by|-Id|-id|-on): .*$|^This reverts commit [0-9a-f]+\.?$|^\(cherry picked .*$"
)
_REASON = re.compile(
    r"\b(?:because|otherwise|or else|which is why|the reason|due to|since|while|whereas)\b|, which\b",
    re.IGNORECASE,
)
# What something else does, and whoever builds upon it has to live with.
_LIMIT = re.compile(
    r"(?<!\bwhat )(?<!\bthat )(?<!\bwhich )(?<!\bwho )(?<!\bwhere )(?<!\bif )(?<!\bwhen )(?<!\bthis "
    r")(?<!\bit )"
    r"\b(?:drops|refuses|closes|loses|ignores|swallows|blocks|hangs|breaks|fails|rejects|forgets|truncates|"
    r"deletes|overwrites|crashes|shadows|for ever)\b",
    re.IGNORECASE,
)
_NEW = re.compile(  # what only brings something, or tells of it: its text is a description
    r"(?:Add|Find|Build|Test|Open|Run|Show|Prove|Hold|Tell|Say|Measure|Judge|Introduce|Implement|"
    r"Support|Mark|Notice|"
    r"Document|Create|Describe|Wire|List|Prepare|Promise|Explain|Mention)(?:s|ed|es)?\b",
    re.IGNORECASE,
)
_TIDIES = re.compile(
    r"(?:Refactor|Rename|Move|Clean|Improve|Polish|Simplify|Tidy|Extract|Split|Update)\w*\b", re.IGNORECASE
)
_PURPOSE = re.compile(
    r"\b(?:is|are) (?:\w+ ){0,3}(?:on purpose|by design|deliberate|intentional)\b", re.IGNORECASE
)
_UNUSED = re.compile(r"\b(?:dead|unused|obsolete|unneeded) \w+", re.IGNORECASE)
# A subject that holds for what comes, not only for what was mended with it.
_RULE = re.compile(
    r"(?:Keep|Leave|Drop|Pin|Don'?t|Do not|Never|Avoid|Close|Wait|Use|Prefer|Call|Copy|Sort|Set|Compare|"
    r"Escape|Load|"
    r"Open|Hold|Read|Skip|Make|Let no|Take back)\b|.*\b(?:no|not|never|nothing|only|alone|before|"
    r"instead|rather|until|"
    r"without|everywhere)\b",
    re.IGNORECASE,
)
_OF_TESTS = re.compile(r"\btests?\b", re.IGNORECASE)
_PREFIX = re.compile(r"^\w+(?:\([^)]*\))?!?:\s+(?=[A-Za-z`])")
_CONVENTIONAL = re.compile(
    r"(?:chore|build|ci|fix|feat|perf|refactor|revert|test)(?:\([^)]*\))?!?:", re.IGNORECASE
)
_UPKEEP = re.compile(r"(?:chore|build|ci)(?:\([^)]*\))?!?:", re.IGNORECASE)
_FIXES = re.compile(r"(?:hot)?fix\b", re.IGNORECASE)
_BRINGS = re.compile(r"(?:feat|test)s?(?:\([^)]*\))?!?:", re.IGNORECASE)
_LONGEST = 6000
_LONGEST_SUBJECT = 2000


def from_commit(payload: "dict[str, object]") -> list[Candidate]:
    """The candidate in a commit's message, or none: most commits only say what they do."""
    subject, body = parted(str(payload.get("subject", ""))[:_LONGEST_SUBJECT], str(payload.get("body", "")))
    subject = subject[:300]
    if len(body) > _LONGEST or _ROUTINE.match(subject):
        return []
    body = _TRAILER.sub("", body).strip()
    title = re.sub(
        r"\s*\((?:#|gh-)\d+\)$", "", _PREFIX.sub("", subject) if _CONVENTIONAL.match(subject) else subject
    )
    evidence = f"commit:{payload.get('sha', '')}"
    reverted = re.match(r'(?:Revert|Back out|Reapply) "?(.+?)"?$', subject)
    if reverted:
        if len(re.findall(r"\w+", body)) < 6:
            return []
        text = f"Reverted: {reverted[1]}\n\n{body}"
        return [_made(title, text, "gotcha", evidence, 0.8, ("a revert with its reason",))]
    return _reasoned(
        title,
        body,
        evidence,
        fixes=bool(_FIXES.match(subject)),
        is_new=bool(_BRINGS.match(subject) or _UPKEEP.match(subject)),
    )


def _reasoned(title: str, body: str, evidence: str, *, fixes: bool, is_new: bool) -> list[Candidate]:
    said, told = cause(body), trouble(title, body)
    lists = sum(line.lstrip().startswith(("-", "*")) for line in body.split("\n"))
    if (
        len(f"{title} {body}".split()) < 10
        or (lists > 3 and said is None)
        or (len(title.split()) < 3 and said is None and told is None)
        or _UNUSED.search(title)
    ):
        return []
    brings = is_new or bool(_NEW.match(title))
    if (brings or _TIDIES.match(title)) and (
        told is None or told.in_subject or (brings and not (told.has_cause or told.has_cost))
    ):
        told = None  # what brings something tells of trouble in passing, unless it says why
        if said is None or is_new:
            return []
    kind = "fix" if fixes or (said is not None and told is None) else "gotcha"
    if said is not None:
        score, why = 0.72, "it names the cause"
    elif told is not None and told.is_harm:
        score, why = 0.62 + 0.05 * told.has_cause, "it says what went wrong"
    elif told is not None:
        score, kind, why = 0.65, "decision", "it says what it cost"
    elif not fixes and _tells_a_limit(body):
        score, kind, why = 0.6, "decision", "it gives its reason"
    else:
        return []
    deed = title.partition(": ")[0]
    weighed = (
        (
            told is not None and bool(_RULE.search(deed)) and not _NEW.match(title),
            0.05,
            "it says what to do from now on",
        ),
        (told is not None and said is None and brings, -0.05, "its subject tells of something new"),
        (told is not None and told.in_subject and bool(_OF_TESTS.search(deed)), -0.05, "it is about a test"),
        (bool(CODE.search(f"{title} {body}")), 0.03, "it names the code"),
        (told is not None and told.has_cost, 0.04, "it was measured"),
        (told is not None and told.is_harm and told.has_cause, 0.0, "it tells the trouble and its reason"),
    )
    reasons = (why, *(reason for holds, _, reason in weighed if holds), "in a commit")
    score += sum(weight for holds, weight, _ in weighed if holds)
    shown = title_of(title, told)
    if said is not None:  # the subject is its cure, where it is one thing
        shown = said.sentence if len(title.split()) < 3 else shown if "; " in title else title
    return [_made(title, f"{title}\n\n{body}".strip(), kind, evidence, score, reasons, shown=shown)]


def _tells_a_limit(body: str) -> bool:
    """Whether a sentence of it says what something else does or refuses, and why that matters."""
    return any(
        ((_LIMIT.search(one) and _REASON.search(one)) or _PURPOSE.search(one)) and len(one.split()) >= 8
        for one in re.split(r"(?<=[.!?])\s+", body.replace("\n", " "))
    )


def _made(
    title: str,
    text: str,
    kind: str,
    evidence: str,
    score: float,
    reasons: tuple[str, ...],
    *,
    shown: str = "",
) -> Candidate:
    as_kind: Kind = "fix" if kind == "fix" else "decision" if kind == "decision" else "gotcha"
    return make_candidate(
        as_title(shown or title),
        text,
        kind=as_kind,
        evidence=(evidence,),
        score=score,
        reasons=reasons,
        origin="git",
        key=f"{as_title(title)} {text}",  # whatever the title becomes, what was decided on stays decided
    )
