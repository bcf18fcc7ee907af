"""Draws docs/loop.svg, the one picture of the README: how a lesson travels."""

from pathlib import Path
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 860, 300
STEPS = (
    # name, what goes in, what comes out, x
    ("watch", "transcripts, commits,", "files as they change", 20),
    ("learn", "what cost hours", "becomes a lesson in git", 235),
    ("recall", "the lesson that bears", "on the work at hand", 450),
    ("check", "the lesson's rule stops", "the mistake, next time", 665),
)
STYLE = """
  .box { fill: #fffdf8; stroke: #3b3a36; stroke-width: 1.5 }
  .step { font: 600 19px ui-monospace, monospace; fill: #1d1c1a }
  .says { font: 13px system-ui, sans-serif; fill: #5d5a53 }
  .page { fill: #fbf0d9; stroke: #b7791f; stroke-width: 1.5 }
  .face { font: 600 13px system-ui, sans-serif; fill: #7b4f0b }
  .line { stroke: #3b3a36; stroke-width: 1.5; fill: none; marker-end: url(#head) }
  @media (prefers-color-scheme: dark) {
    .box { fill: #23221f; stroke: #b9b5aa } .step { fill: #f4f1ea } .says { fill: #b9b5aa }
    .page { fill: #3a2c12; stroke: #d9a441 } .face { fill: #f0cd86 }
    .line { stroke: #b9b5aa } #head path { fill: #b9b5aa }
  }
"""


def _text(x: float, y: float, kind: str, words: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}" text-anchor="middle">{escape(words)}</text>'


def draw() -> str:
    """The whole picture as SVG."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-label="watch, learn, recall, check: a lesson is a page, a unit of retrieval and a check">',
        f"<style>{STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#3b3a36"/></marker></defs>',
    ]
    for index, (name, first, second, x) in enumerate(STEPS):
        parts.append(f'<rect class="box" x="{x}" y="24" width="175" height="92" rx="8"/>')
        parts += [
            _text(x + 87.5, 56, "step", name),
            _text(x + 87.5, 81, "says", first),
            _text(x + 87.5, 99, "says", second),
        ]
        if index < len(STEPS) - 1:
            parts.append(f'<path class="line" d="M{x + 175},70 H{STEPS[index + 1][3] - 3}"/>')
    parts.append('<path class="line" d="M752,116 V150 H107 V119"/>')
    parts.append(_text(430, 143, "says", "the next session starts where the last one ended"))
    parts.append('<rect class="page" x="180" y="190" width="500" height="92" rx="8"/>')
    parts.append(_text(430, 219, "face", "one Markdown file in .hardwon/lessons/ is"))
    for x, word in ((265, "a page"), (430, "a memory"), (595, "a check")):
        parts.append(_text(x, 250, "step", word))
    for x, words in ((265, "people read it"), (430, "agents are given it"), (595, "machines enforce it")):
        parts.append(_text(x, 270, "says", words))
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    (Path(__file__).parent.parent / "docs/loop.svg").write_text(draw(), encoding="utf-8")
