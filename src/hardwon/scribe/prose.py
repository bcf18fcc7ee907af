"""What messages say: what was asked, what is told as done or so, what was decided and why."""

import re

from hardwon.scribe.outcomes import symptom
from hardwon.scribe.texts import first_line

_SENTENCE = re.compile(r"(?<=[\w`)\]\"'*][.!?])\s+(?=[A-Z`\"'(*])|\n+")
# What an agent says about what it is about to do: no account of anything.
_ANNOUNCED = re.compile(
    r"(?ix)(?:now|next|first|then|so|ok(?:ay)?|good|great|perfect|excellent|certainly|sure|right|alright|done|fixed|"
    r"all\ (?:done|good|set)|yes|you'?re\ right|i\ (?:see|understand|apologi[sz]e))?[,.!:—\ -]*"
    r"(?:let\ me|let'?s|i'?ll|i\ will|i'?m\ going\ to|i\ need\ to|i\ (?:should|can)\ now|"
    r"we\ (?:need\ to|should|can|will)|to\ (?:fix|do|make|address|resolve|implement)\b|"
    r"here(?:'s|\ is|\ are)\b|this\ (?:change|modification|update|will|should)|"
    r"these\ (?:changes|modifications|updates|will)|"
    r"(?:looking|checking|running|reading)\b|would\ you|shall\ i|do\ you|if\ you)"
)
_POLITE = re.compile(
    r"(?i)(?:(?:i'?m )?(?:very )?sorry|i apologi[sz]e|thank(?:s| you)|understood|i understand|got it|"
    r"of course|cost: |tokens: |import \w|from \w+ import|\[… |"
    r"you'?re (?:absolutely |quite )?(?:right|correct|welcome)|i'?d be happy|i'?m (?:here to|happy to|glad)|"
    r"please |feel free)"
)
# Asked by habit, at the end of anything.
_EMPTY_QUESTION = re.compile(
    r"(?i)(?:how|what) (?:can|may|could|would you like me to) (?:i )?(?:help|assist|do)|anything else|"
    r"any (?:other )?questions|(?:would you like|want) (?:me )?to (?:explain|discuss|proceed|continue|know)|"
    r"(?:comment puis|avez-vous|souhaitez|en qué puedo|wie kann ich)"
)
_FILLER = re.compile(
    r"(?i)(?:\S+|(?:now|all|it'?s|that'?s|looks|very|everything is)(?: \S+)?|"
    r"you'?re (?:absolutely )?right)\W*"
)
_LISTED = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s")
_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_MARKS = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+|\*\*|__(?=\W|$)|(?<!\w)__", re.MULTILINE)
_DECIDED = re.compile(
    r"(?i)\b(?:decided (?:to|on|against|not)|chose|opted (?:for|to)|went with|going with|settled on|"
    r"we(?:'ll| will) (?:use|go with|keep|stay)|let'?s (?:use|go with|keep|stay with))\b"
)
_REASON = re.compile(
    r"(?i)\b(?:because|since|so that|otherwise|rather than|instead of|to avoid|to keep|as (?:it|they|that))\b"
)
_UNSURE = re.compile(
    r"(?i)\b(?:might|maybe|perhaps|possibly|probably|could be|i think|seems?|wonder|whether|would|if)\b"
)
_PRINTED = re.compile(
    r"(?m)^(?:Traceback \(most recent|E\s{2,}\S|\s+File \".*\", line \d|\S+:\d+:\d+: |>\s{2,}\S)"
)
_ERROR = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception)\b")
_LONGEST = 300
# Commands of agents' programs that ask for no work: what is in the chat, settings, leaving.
_HOUSEKEEPING = (
    "add", "add-clipboard-image", "add-dir", "agents", "approvals", "bug", "chat-mode", "clear", "commit",
    "compact", "config", "context", "copy", "cost", "diff", "doctor", "drop", "editor", "exit", "export",
    "feedback", "help", "hooks", "ide", "lint", "login", "logout", "ls", "map", "map-refresh", "mcp",
    "memory", "model", "models", "output-style", "paste", "permissions", "plugin", "quit", "read",
    "read-only", "reset", "resume", "rewind", "run", "save", "settings", "status", "statusline",
    "terminal-setup", "test", "theme", "tokens", "undo", "upgrade", "usage", "vim", "voice", "web",
)  # fmt: skip


def is_housekeeping(text: str) -> bool:
    """Whether a person only steers their program (`/clear`, `/add app.py`, `! ls`), or gives a bare address.

    aider takes abbreviations (`/ex`) too.
    """
    typed = re.match(r"([/!])\s*([\w-]*)", text)
    if typed is None:
        return re.fullmatch(r"https?://\S+", text.strip()) is not None
    name = typed[2].lower()
    return typed[1] == "!" or (len(name) > 1 and any(one.startswith(name) for one in _HOUSEKEEPING))


def wish(text: str) -> str:
    """What a person asks for, on one line: of a pasted log its error, of a long page its beginning."""
    bare = text.strip()
    printed = _PRINTED.search(bare)
    if not printed and len(bare) <= _LONGEST:
        return shorten(bare)
    before = bare[: printed.start()].strip() if printed else ""
    if printed and (error := symptom(bare)):
        words = shorten(before, _LONGEST // 2) if before and not _ERROR.search(before) else ""
        return shorten(f"{words} [pasted: {error}]".strip())
    return first_line(bare, _LONGEST)


def sentences(text: str, *, lists: bool = True) -> list[str]:
    """The sentences of a message, without code blocks, tables, quotes, headings and the marks of lists."""
    lines = _FENCED.sub("\n", text).split("\n")
    told = "\n".join(
        line
        for line in lines
        if not line.lstrip().startswith((">", "|", "#", "<", "$ ")) and (lists or not _LISTED.match(line))
    )
    return [part.strip() for part in _SENTENCE.split(_MARKS.sub("", told)) if part.strip()]


def spoken(text: str) -> str:
    """What a message says happened or is so: its first telling sentences, without plans and announcements."""
    telling = _telling(sentences(text, lists=False)) or _telling(sentences(text))
    found = telling[0] if telling else ""
    for sentence in telling[1:]:
        longer = f"{found} {sentence}"
        if len(longer) > _LONGEST:
            break
        found = longer
    return found


def _telling(told: list[str]) -> list[str]:
    return [
        one
        for one in told
        if len(one) <= _LONGEST
        and not (
            one.endswith(("?", ":")) or _ANNOUNCED.match(one) or _POLITE.match(one) or _FILLER.fullmatch(one)
        )
    ]


def question(text: str) -> str:
    """The question with which a message ends; empty where it ends with none, or with a mere politeness."""
    asked = text.rstrip().rpartition("\n")[2].strip()
    if not asked.endswith("?"):
        return ""
    last = sentences(asked)[-1:] or [asked]
    return "" if _EMPTY_QUESTION.search(last[0]) else shorten(asked)


def choice(text: str) -> str:
    """The sentence that says what was decided and why; empty where none says both."""
    for sentence in sentences(text):
        decided = _DECIDED.search(sentence)
        if decided is None or sentence.endswith(("?", ":")) or _UNSURE.search(sentence):
            continue
        if _REASON.search(sentence, decided.end()) and 6 <= len(sentence.split()) <= 60:
            return shorten(sentence)
    return ""


def shorten(text: str, limit: int = _LONGEST) -> str:
    """`text` on one line of at most `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
