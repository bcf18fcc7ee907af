"""What a commit's message teaches: a revert, a trouble with its cause, a choice with its reason."""

import re

from hardwon.lessons.extraction.candidate import Candidate, make_candidate
from hardwon.lessons.extraction.causes import cause
from hardwon.lessons.extraction.phrases import CODE
from hardwon.lessons.extraction.titles import as_title
from hardwon.lessons.pages.lesson import Kind

_ROUTINE = re.compile(
    r"(?:Merge\b|Bump\b|Release\b|Version\b|v?\d+\.\d|wip\b|typo|(?:chore|build|ci|style|docs?|"
    r"release)(?:\(|!?:)|"
    r"Update (?:dependenc|readme|changelog)|Add(?:ed)? (?:changelog|tests?)\b|Initial\b|Reformat|Format)",
    re.IGNORECASE,
)
_TRAILER = re.compile(
    r"(?m)^[A-Z][\w-]+(?:-by|-Id|-id|-on): .*$|^This reverts commit [0-9a-f]+\.?$|^\(cherry picked .*$"
)
_REASON = re.compile(
    r"\b(?:because|otherwise|so that|or else|which is why|the reason|due to|instead of|rather than|in case|"
    r"root cause|turned? out|turns out)\b",
    re.IGNORECASE,
)
# That something went wrong: told as it happened, since features are described in the same words.
_TROUBLE = re.compile(
    r"\b(?:broke(?! out)|(?<!has )(?<!have )crashed|hung|deadlock(?:s|ed)|leaked|(?<!called )lost(?!-)|"
    r"was gone|were gone|"
    r"(?:was|were|got) (?:corrupted|swallowed|ignored|dropped|overwritten|not seen|missed|never \w+)|"
    r"failed|raised|(?:as|with) a traceback|stopped (?:every|all|the) \w+|overflowed|(?:counted|ran|"
    r"told|sent|came) "
    r"twice|counted two|(?:was|were|got|took|gets) (?:much |far )?too (?:slow|long|many|early|late)|"
    r"for nothing(?! else)|in vain|"
    r"made it (?:visit|read|load)|could (?:clear|read|delete|overwrite|stop) |"
    r"cost (?:\w+ ){0,3}(?:times|%|ms|s\b)|"
    r"out of memory|timed out)\b",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\b\d[\d.,]*\s?(?:ms|s|%|times|MB|GB)(?![\w-])|\b(?:cost \w+ times|twice as|(?:half|quarter|third|"
    r"fifth|seventh|tenth) (?:of )?(?:a|the)\b)"
)
# What stands behind a subject's colon is a reason where it tells what happened, and else a list or a name.
_HAPPENED = re.compile(
    r"\b(?:was|were|had|did|cost|took|broke|stood|came|gave|made|meant|lost|counted|stopped|hid|kept|"
    r"ate|grew|"
    r"longer|slower|adds nothing|(?:nobody|nothing|each|every|git|it|they|which|that) \w{2,}ed)\b",
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
# What is chosen or given up: where a text stands below, it says why.
_CHOICE = re.compile(
    r"(?:Drop|Remove|Pin|Don'?t|Do not|Stop|Avoid|Keep|Leave|Never|Disable|Prefer|Replace|Switch|Forbid|"
    r"Ban)\b"
    r"|[^:]*\b(?:instead of|rather than)\b",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"^\w+(?:\([^)]*\))?!?:\s+(?=[A-Za-z`])")
_CONVENTIONAL = re.compile(r"(?:fix|feat|perf|refactor|revert|test)(?:\([^)]*\))?!?:", re.IGNORECASE)
_FIXES = re.compile(r"(?:hot)?fix\b", re.IGNORECASE)
_BRINGS = re.compile(r"(?:feat|test)s?(?:\([^)]*\))?!?:", re.IGNORECASE)
_LONGEST = 6000


def from_commit(payload: "dict[str, object]") -> list[Candidate]:
    """The candidate in a commit's message, or none: most commits only say what they do."""
    subject, body = str(payload.get("subject", ""))[:300], str(payload.get("body", ""))
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
        title, body, evidence, fixes=bool(_FIXES.match(subject)), is_new=bool(_BRINGS.match(subject))
    )


def _reasoned(title: str, body: str, evidence: str, *, fixes: bool, is_new: bool) -> list[Candidate]:
    said = cause(body)
    colon = re.search(r"\w: ([a-z`][^:]*)$", title)
    behind = (
        colon[1]
        if colon and (_HAPPENED.search(colon[1]) or _MEASURED.search(colon[1])) and len(colon[1].split()) >= 4
        else ""
    )
    told = f"{behind}\n{body}".strip()
    lists = sum(line.lstrip().startswith(("-", "*")) for line in body.split("\n"))
    if (
        len(f"{title} {body}".split()) < 10
        or (lists > 3 and said is None)
        or (len(title.split()) < 3 and said is None)
    ):
        return []
    gives, trouble, measured = (bool(found.search(told)) for found in (_REASON, _TROUBLE, _MEASURED))
    gives = gives or bool(behind)
    if said is not None:
        title = title if len(title.split()) > 2 else said.sentence
        score, kind, why = 0.7, "fix", "it names the cause"
    elif is_new or _NEW.match(title):
        return []
    elif trouble:
        score, kind, why = 0.65, "gotcha" if not fixes else "fix", "it says what went wrong"
    elif _TIDIES.match(title):
        return []
    elif gives or measured or (_CHOICE.match(title) and len(re.findall(r"\w{2,}", body)) >= 8):
        score, kind, why = 0.6, "decision", "it gives its reason"
    else:
        return []
    weighed = (
        (bool(CODE.search(f"{title} {body}")), 0.05, "it names the code"),
        (measured and (trouble or bool(_HAPPENED.search(behind))), 0.05, "it was measured"),
        ((trouble and said is not None) or (trouble and gives), 0.05, "it tells the trouble and its reason"),
    )
    reasons = (why, *(reason for holds, _, reason in weighed if holds), "in a commit")
    score += sum(weight for holds, weight, _ in weighed if holds)
    return [_made(title, f"{title}\n\n{body}".strip(), kind, evidence, score, reasons)]


def _made(
    title: str, body: str, kind: str, evidence: str, score: float, reasons: tuple[str, ...]
) -> Candidate:
    as_kind: Kind = "fix" if kind == "fix" else "decision" if kind == "decision" else "gotcha"
    return make_candidate(
        as_title(title),
        body,
        kind=as_kind,
        evidence=(evidence,),
        score=score,
        reasons=reasons,
        origin="git",
    )
