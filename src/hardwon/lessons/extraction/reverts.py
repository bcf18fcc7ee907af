"""Changes that an agent took back, with the reason it gave: nobody need try them in vain again."""

import re

from hardwon.lessons.extraction.phrases import Said, sentences

TAKES_BACK = re.compile(
    r"\bgit (?:-C \S+ )?(?:checkout (?:\S+ )?-- |restore (?!--staged\b)|reset --hard|revert |"
    r"stash(?= *$| push| -))"
)
_SAYS_SO = re.compile(
    r"\b(?:revert(?:ed|ing)?|roll(?:ed|ing)? (?:\w+ )?back|back(?:ed|ing)? (?:\w+ )?out|undo(?:ne|ing)?|"
    r"undid|tak(?:e|ing|en) (?:\w+ ){0,3}back|took (?:\w+ ){0,3}back|"
    r"abandon(?:ed|ing)?|gave up on)\b",
    re.IGNORECASE,
)
# What went wrong with it. A mere "because" or "so I revert" tells of tidying up as often as of a lesson.
_REASON = re.compile(
    r"\b(?:(?:doesn'?t|does not|didn'?t|did not|won'?t|can(?:no|')t) "
    r"(?:work|help|compile|support|handle|scale)|"
    r"broke|breaks|broken by|deadlock\w*|fail(?:s|ed)|crash\w*|hangs?|hung|slower|too slow|leak(?:s|ed)|"
    r"conflict(?:s|ed)|corrupt\w*|caus(?:es|ed) (?:a|an|the|\w+ing|\w+s)|los(?:es|t) )",
    re.IGNORECASE,
)
_UNSURE = re.compile(r"\b(?:might|maybe|perhaps|if|whether|should i|shall i|would|could)\b", re.IGNORECASE)
_BECAUSE = re.compile(r"\b(?:because|since|under|whenever|as soon as|due to)\b", re.IGNORECASE)
_CODE = re.compile(r"`[^`\n]+`|\b\w+[._/]\w[\w./]*|\b[a-z]+[A-Z]\w+")


def taken_back(text: str) -> Said | None:
    """The sentence that says why something is taken back; None where none gives a reason.

    The reason may stand in the sentence before: "It deadlocks under load. Reverting."
    """
    told = sentences(text)
    for before, sentence in zip(["", *told], told, strict=False):
        if not _SAYS_SO.search(sentence) or sentence.endswith("?"):
            continue
        reasoned = [one for one in (sentence, before) if _REASON.search(one) and not _UNSURE.search(one)]
        if not reasoned or not 5 <= len(reasoned[0].split()) <= 60:
            continue
        whole = sentence if reasoned[0] is sentence else f"{before} {sentence}"
        named = bool(_CODE.search(whole))
        because = bool(_BECAUSE.search(whole))
        weighed = ((named, "it names the code"), (because, "it gives its reason"))
        reasons = ("what was taken back had failed", *(reason for holds, reason in weighed if holds))
        return Said(reasoned[0], whole, "gotcha", round(0.55 + 0.1 * (named + because), 2), reasons)
    return None
