"""Causes that an agent tells where neither edits nor commands are on record: the talk itself must prove them.

A cause counts once the same turn or one of the next says what was done about it and that this helped, and
nobody says in between that it did not.
"""

import re
from dataclasses import dataclass

from hardwon.lessons.extraction.causes import cause, is_plain_statement, lacks_cure, speaks_of_itself
from hardwon.lessons.extraction.phrases import CODE, Said, sentences

_LEAD = re.compile(
    r"(?:(?:so|ok|okay|ah|aha|right|well),? )?(?:found (?:it|the (?:cause|bug|culprit|reason|"
    r"problem))|what happened|"
    r"(?:the )?(?:root )?cause|that's because|"
    r"the (?:culprit|reason|issue|bug|problem|root cause|cause)\b[^.:]{0,50}?(?: (?:is|was)\b|:)|"
    r"it (?:broke|failed|hung|crashed) because|turns out|explained:|got it:|"
    r"the (?:\w+ ){1,4}?(?:is|was|were|are) (?:\w+ )?(?:because|due to|caused by)|(?:this|that|"
    r"it) (?:is|was) because)",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:fail\w*|crash\w*|br(?:eak|oke|oken)s?|hangs?|hung|los[et]s?|lost|slow\w*|jump\w*|"
    r"drain\w*|jitter\w*|drift\w*|"
    r"freez\w*|froze|flaky|flakiness|leak\w*|twice|duplicat\w+|doubled?|killed|wrong|off|differs?|"
    r"errors?|empty|"
    r"nan|missing|stutter\w*|stall\w*|stuck|expensive|forgot|never \w+|blank|late|deadlock\w*|"
    r"timeouts?|timed out|"
    r"reset\w*|overflow\w*|refus\w+|reject\w*|destroy\w*|recreat\w+|re-?render\w*|flicker\w*|"
    r"garbage|stale|unreachable|"
    r"old|skipped|ignored|dropped|panic\w*|denied|warn\w*|too \w+|not \w+|n't \w+|throws?|raised?|"
    r"complain\w*|"
    r"500s?|corrupt\w*|disappear\w*|vanish\w*|restart\w*|unstable|diverge[sd]?|bug|issue|problem)\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\b(?:because|since|due to|c[ao]mes? from|caused by|stem(?:s|med) from|which (?:waits|switches))\b",
    re.IGNORECASE,
)
_CURED = re.compile(
    r"\bI (?:\w+ ){0,2}?(?!think|suspect|guess|see|know|forgot|will|would|could|can|am|was|had|have)"
    r"(?:\w+ed|gave|wrote|took|ran|held|built|bound|turned|now \w+|set|split|put|made|cast|sort|"
    r"open|store|hand|count|add|wait|filter|write|flush|convert|bake|ask|compare|use|"
    r"reset|keep|moved?|changed?|call|hold|read|stop|pass|send|build|close|switch|join|pin|drop|"
    r"take|run|lock)\b"
    r"|\b(?:fix|cure|remedy) (?:is|was)\b|\b(?:fixed|solve[sd]|cured|mended|cures|brings|brought|"
    r"cut|resolved)\b"
    r"|\b\w+ing (?:\S+ ){1,9}?(?:fixed|solve[sd]|mends|mended|helped|cut|brings|brought|did it)\b|"
    r"^with (?:an? )?\S+"
    r"|^(?:(?:the )?fix(?:ed)?(?: it)?|moved|changed|added|set|replaced|switched|pinned|removed|"
    r"using|setting)\b"
    r"|\bafter (?:that|the (?:fix|change))\b"
    r"|\bnow\b|^\w+ by \w+ it\b",
    re.IGNORECASE,
)
_WORKED = re.compile(
    r"\b(?:pass(?:es|ed)? (?:now|again)|(?:tests?|snapshots|checks|suite|specs?) (?:now |all |"
    r"again )*pass(?:es)?\b|"
    r"(?:is|are|it's|all|went|test|runs?) (?:\w+ )?(?:green|clean|stable|ready|gone|smooth|fixed)|"
    r"works? (?:now|again)|"
    r"fixe[sd]|solve[sd] it|solves it|solved|mends? it|did it|no (?:more )?(?:crash|failures?|error|"
    r"hang|freeze)\w*|"
    r"match(?:es)? (?:now|again|the)|(?:totals|counts|sums|numbers) match|brings? it back|"
    r"brought it back|survive|"
    r"tests? (?:is|are) (?:\w+ )?green|(?:all |now )(?:\d+ )?(?:\w+ )?pass(?:es)?\b|passing|"
    r"no longer|(?:it|build|job|test|plan|page|run) (?:now )?(?:succeeds|builds|works|runs|passes|"
    r"loads)|succeeds|got past|have been up|shows (?:up|again)|up again|reloads|starts|is in|holds \d+|"
    r"(?:takes|to|cut it to|is) (?:about )?\d[\d.]* ?(?:\w+ )?(?:ms|s|seconds|minutes|gb|mb|"
    r"instead)\b|instead of \d|"
    r"\d+ runs, no|same count|same as before|sent one|is at step)\b",
    re.IGNORECASE,
)
_CONTENT = re.compile(
    r"\s*(?:yes[,.! ]+|yep[,.! ]+|right[,.! ]+|wow[,.! ]*|ah[,.! ]*|ok[,.! ]+|"
    r"oh[,.! ]*)*(?:(?:great|thanks?|thank you|thx|nice|perfect|confirmed|lovely|"
    r"awesome|excellent|wonderful|amazing|agreed|i see|all good|well spotted|good (?:catch|find)|"
    r"that (?:fixed|explains|did|worked)|tested|deployed|fixed|green|approved|lgtm|looks? good|"
    r"good(?! idea)|cool|brilliant|works|it works|smooth|that did it|that was it|looks right|merged|"
    r"no (?:more|doubles|jump)|much (?:better|more)|fantastic|phew|super|sweet|neat|ship it|"
    r"well done|makes sense)\b"
    r"|[^.?]{0,60}\b(?:works? (?:now|again|fine)|is (?:gone|fixed|smooth|stable) now|properly now|"
    r"survive now|is back to normal)\b)",
    re.IGNORECASE,
)
_REFUTES = re.compile(
    r"\bstill (?:fails?|broken|the same|there|wrong|not|jumps?|slow|happens|crash\w*|hangs?|red|"
    r"leaks?|there|\w+s\b)|\bwasn'?t it\b|\bthat(?:'s| is) not (?:it|the)\b|\bnope\b|\bno change\b|"
    r"\bno difference\b|"
    r"\bnot (?:the cause|fixed|it)\b|\bactually[,:]? no\b|\bmisread\b|\bi was wrong\b|"
    r"\bdidn'?t (?:help|work|fix)\b|"
    r"\bdoes(?:n'?t| not) (?:help|work|fix)\b|\bagain fails?\b|\bfails again\b|\bback again\b|"
    r"\bwrong (?:track|guess|cause)\b|"
    r"\bare you sure\b|\bwhat else\b|\bno effect\b",
    re.IGNORECASE,
)
_DOUBTS = re.compile(r"^\s*(?:no|hm+)\b(?! (?:more|problem))|\bstill\b", re.IGNORECASE)
_TRIVIAL = re.compile(  # a slip of the hour, or one's own: nobody meets it a second time
    r"\btypos?\b|\bmissing import|\bimport,? which\b|\bwrong (?:branch|path|fixture|file|name)\b|"
    r"\bmy (?:last|own|command|edit|previous)\b|"
    r"\bthe network was\b|\boutdated lock|\bran (?:it|install) again\b|\bforgot\b(?= to)|"
    r"\bI (?:forgot|missed|wrote|have no)\b|"
    r"\btoo (?:many|much)\b|\bread everything\b|\bwas taken\b|\bwas easier\b|\byou asked\b",
    re.IGNORECASE,
)
_OWN_DEED = re.compile(r"(?:done|fixed|all|summary|I|we|this works|the tests? pass)\b", re.IGNORECASE)
PATIENCE = 5  # turns: so soon the cure and its success must follow
_SCORE = 0.6


@dataclass(slots=True)
class Account:
    """A cause that was told and waits for its cure and for the word that it helped."""

    said: Said
    turn: str
    told: str  # all that was said of it so far
    cured: bool
    worked: bool
    patience: int = PATIENCE

    @property
    def is_proved(self) -> bool:
        return self.cured and self.worked

    def hear(self, text: str, *, person: bool) -> bool:
        """Takes the next turn in; whether the cause still may be one."""
        self.patience -= 1
        if _REFUTES.search(text):
            return False
        if self.is_proved:
            return True
        if _DOUBTS.search(text):
            return False
        if person:
            self.worked = self.worked or bool(_CONTENT.match(text))
        else:
            helped = [one for one in sentences(text) if is_plain_statement(one) and _CURED.search(one)]
            if helped and not self.cured:
                self.told = f"{self.told} {helped[0]}"
            self.cured = self.cured or bool(helped)
            self.worked = self.worked or bool(_WORKED.search(text))
        return True


def account(text: str, turn: str) -> Account | None:
    """The cause that an agent's turn tells, with what it tells of the cure; None for a supposition."""
    told = sentences(text)
    proven = cause(text)
    for index, sentence in enumerate(told):
        named = proven is not None and proven.sentence == sentence
        if not (named or _names_cause(sentence)):
            continue
        after = [one for one in told[index + 1 : index + 3] if is_plain_statement(one)]
        behind = re.split(r"; |, (?=I )|,? (?:so|and) (?=I )|\s[–—-]\s", sentence, maxsplit=1)[1:]
        rest = " ".join([*behind, *after])
        cured = bool(_CURED.search(rest))
        whole = " ".join([sentence, *after])
        if _TRIVIAL.search(whole):
            continue
        score = _SCORE + 0.02 * bool(CODE.search(sentence))
        said = Said(
            sentence, whole, "fix", score, ("it names the cause", "it says the cure, and that it helped")
        )
        if lacks_cure(said) and not cured:
            continue
        return Account(said, turn, whole, cured, cured and bool(_WORKED.search(rest)))
    return None


def _names_cause(sentence: str) -> bool:
    if not 7 <= len(sentence.split()) <= 70 or not is_plain_statement(sentence) or sentence.endswith(":"):
        return False
    if _OWN_DEED.match(sentence) or speaks_of_itself(
        re.split(r"; |, (?=I )|,? (?:so|and) (?=I )|\s[–—-]\s", sentence, maxsplit=1)[0]
    ):
        return False
    if _LEAD.match(sentence):
        return True
    why = _WHY.search(sentence)
    return why is not None and bool(_TROUBLE.search(sentence[: why.start()]))
