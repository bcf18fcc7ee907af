"""Where a secret may stand: each takes a text and gives a longer one."""

import json
from collections.abc import Callable
from urllib.parse import quote

Surround = Callable[[str], str]


def _lines(before: str) -> Surround:
    return lambda text: "\n".join(before + line for line in text.split("\n"))


# Around anything, of several lines too.
AROUND: dict[str, Surround] = {
    "bare": lambda text: text,
    "log": lambda text: f"2030-01-02T03:04:05.678Z INFO worker[12] starting: {text}\nnext line",
    "diff": lambda text: "@@ -1,2 +1,3 @@\n context\n" + _lines("+")(text) + "\n-gone",
    "markdown": lambda text: f"Run this:\n\n```\n{text}\n```\nand that is it.",
    "quoted-mail": _lines("> "),
    "indented": _lines("        "),
    "numbered": lambda text: "\n".join(f"  {at:4}\t{line}" for at, line in enumerate(text.split("\n"), 1)),
    "json": lambda text: json.dumps({"type": "tool_result", "content": f"output:\n{text}\ndone", "n": 1}),
    "json-in-json": lambda text: json.dumps({"body": json.dumps({"text": f"see\n{text}\nend"})}),
    "carriage-returns": lambda text: f"one\r\n{text}\r\ntwo".replace("\n", "\r\n").replace("\r\r", "\r"),
}

# Around a token of one line that tells what it is.
ABOUT: dict[str, Surround] = {
    "shell": lambda text: f"export SERVICE='{text}'",
    "curl": lambda text: f'curl -s -H "X-Thing: {text}" https://example.com',
    "url": lambda text: f"https://example.com/cb?a=1&t={quote(text, safe='')}&b=2",
    "yaml": lambda text: f"service:\n  value: {text}\n  other: 1",
    "dotenv": lambda text: f"A=1\nVALUE={text}\nB=2",
    "python": lambda text: f'client = Client("{text}", timeout=3)',
    "prose": lambda text: f"Use {text}, it is the new one.",
    "sentence-end": lambda text: f"The new one is {text}.",
    "parentheses": lambda text: f"call({text})",
    "backticks": lambda text: f"Set it to `{text}` please",
    "xml": lambda text: f"<value>{text}</value>",
    "comma": lambda text: f"a,{text},b",
    "escaped-quotes": lambda text: json.dumps(json.dumps({"v": text})),
    "escaped-newline": lambda text: f"first\\n{text}\\nlast",
    "escaped-tab": lambda text: f"a\\t{text}\\tb",
    "coloured": lambda text: f"\x1b[32m{text}\x1b[0m",
}
