"""What a team has written down becomes candidates, each with the line it came from."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons import Candidate
from hardwon.lessons.extraction.guides import find_guides, read_guide, read_guides

DISCOVERIES = """\
# Discoveries

What was found out the hard way.

## pnpm has no global folder (2025-10-23)

### Issue

`make install` fails with `ERR_PNPM_NO_GLOBAL_BIN_DIR` in fresh containers.

### Root Cause

1. **SHELL is not set** in the post-create script
2. `pnpm setup` needs it

### Solution

Set it first:

```bash
export SHELL="${SHELL:-/bin/bash}"
```

### What else was looked at

Nothing of use.

### Key Learnings

1. **Silent failures hide** - `|| true` swallowed the error

## Cloud folders answer late

**Problem**: Files in synced folders fail with errno 5 while they are fetched.

**Solution**: Retry with back-off, and say why.

## Open questions

**Problem**: Nobody knows why the second build is slower than the first one.
"""


def by_line(text: str, path: str = "CLAUDE.md") -> dict[int, Candidate]:
    found = {}
    for candidate in read_guide(text, path=path):
        [evidence] = candidate.evidence
        assert evidence.startswith(f"guide:{path}#L")
        found[int(evidence.rpartition("L")[2])] = candidate
    return found


def test_a_problem_with_its_solution_is_a_candidate_whole() -> None:
    found = by_line(DISCOVERIES, "DISCOVERIES.md")
    assert list(found) == [7, 34]
    first = found[7]
    assert (first.title, first.kind, first.origin) == ("pnpm has no global folder", "fix", "guide")
    assert first.body == (
        "Problem: `make install` fails with `ERR_PNPM_NO_GLOBAL_BIN_DIR` in fresh containers.\n\n"
        "Cause: - SHELL is not set in the post-create script\n- `pnpm setup` needs it\n\n"
        'Solution: Set it first:\n```bash\nexport SHELL="${SHELL:-/bin/bash}"\n```\n\n'
        "Lesson: - Silent failures hide - `|| true` swallowed the error"
    )
    assert found[34].title == "Cloud folders answer late"


def test_a_problem_without_a_solution_is_none() -> None:
    assert 40 not in by_line(DISCOVERIES, "DISCOVERIES.md")
    assert DISCOVERIES.split("\n")[39].startswith("**Problem**")


def test_labels_in_nested_lists_take_their_title_from_the_item_above() -> None:
    text = (
        "## Known issues\n\n1. **Pool timeout** ✅ FIXED (2025-10-27)\n"
        "   - **Symptom**: the dashboard waits for a connection\n   - **Root cause**: `connection_limit=1`\n"
        "   - **Fix**: raise it to 10\n2. **Fonts**\n   - **Issue**: the icon font loads late on phones\n"
        "   - **Solution**: preload it in the head\n"
    )
    assert [(line, one.title) for line, one in by_line(text).items()] == [(4, "Pool timeout"), (8, "Fonts")]


def test_a_form_to_fill_in_is_no_candidate() -> None:
    text = "## Template\n\n- **Bug**: What was failing and why\n- **Fix**: What was changed\n"
    assert by_line(text) == {}
    assert by_line("## Pattern: name\n\n[Describe the pattern here, with an example]\n") == {}


def test_bold_words_that_are_no_labels_are_left_alone() -> None:
    assert by_line("## Review\n\n**Fix causes, not symptoms.** It pays.\n", "docs/review.md") == {}


def test_a_section_called_pattern_is_one() -> None:
    [found] = by_line("# Guide\n\n## Pattern: outbox\n\nWrite the event in the same transaction.\n").values()
    assert (found.title, found.kind) == ("outbox", "pattern")
    [lead] = by_line("# Guide\n\n**Pattern:** Hand over ids, not records. Load them inside.\n").values()
    assert lead.title == "Hand over ids, not records"


def test_wrong_beside_right_is_one_candidate() -> None:
    code = "## Sessions\n\n```python\n# ❌ Wrong\nsend(order)\n# ✅ Right\nsend(order.id)\n```\n"
    [found] = by_line(code).values()
    assert (found.title, found.evidence) == ("Sessions", ("guide:CLAUDE.md#L3",))
    lines = "## Ids\n\n- ❌ Build a phase id from its parts\n- ✅ Query the phase and take its id\n"
    [pair] = by_line(lines).values()
    assert pair.title == "Build a phase id from its parts"
    assert "Query the phase" in pair.body
    blocks = "## Jobs\n\n❌ Wrong:\n\n```python\na()\n```\n\n✅ Right:\n\n```python\nb()\n```\n\nMore text.\n"
    [both] = by_line(blocks).values()
    assert "b()" in both.body
    assert "More text" not in both.body


def test_a_list_of_what_is_done_is_no_pair() -> None:
    assert (
        by_line("## Status\n\n- ✅ Build passes\n- ✅ Tests pass\n- ❌ Deploy is missing\n", "docs/status.md")
        == {}
    )


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("- Never amend a commit that others have pulled", True),
        ("- Always run `make lint` before a commit, because the server refuses it otherwise", True),
        ("- Don't edit the generated files in `docs/api` by hand", True),
        ("- Python 3.12 is used", False),
        ("- The API lives in the folder `app/api` and its tests beside it", False),
        ("- Never do:", False),
        ("- Avoid it", False),
    ],
)
def test_orders_count_in_guides_for_agents(line: str, kept: bool) -> None:
    assert bool(by_line(f"# Guide\n\n## Work\n\n{line}\n")) is kept


def test_orders_in_docs_count_under_a_heading_of_lessons_only() -> None:
    order = "- Never pass a raw array to the indicator functions\n"
    assert by_line(f"## Usage\n\n{order}", "docs/use.md") == {}
    [found] = by_line(f"## Common gotchas\n\n{order}", "docs/use.md").values()
    assert (found.kind, found.title) == ("gotcha", "Never pass a raw array to the indicator functions")


def test_a_title_ends_with_the_sentence_not_with_an_abbreviation() -> None:
    [found] = by_line("# Guide\n\n- Never move a link (e.g. the docs) by hand. The bot does it.\n").values()
    assert found.title == "Never move a link (e.g. the docs) by hand"


def test_items_below_an_order_belong_to_it() -> None:
    text = (
        "## Rules\n\n- Never commit these files here:\n- Always run both of the checks\n  - lint\n  - types\n"
    )
    [found] = by_line(text).values()
    assert found.body == "Always run both of the checks\n- lint\n- types"


def test_hardwons_own_section_and_comments_are_not_read() -> None:
    text = (
        "<!-- hardwon:begin v1 -->\n## Rules\n- Never do this thing by hand again\n<!-- hardwon:end -->\n"
        "<!--\n- Never do that thing by hand again\n-->\n- Never do the other thing by hand again\n"
    )
    assert list(by_line(text)) == [8]
    assert by_line("<!-- hardwon:begin -->\n- Never do this thing by hand again\n") == {}


def test_front_matter_is_not_read() -> None:
    assert by_line("---\nrule: x\n- Never do this thing by hand again\n---\ntext\n") == {}


def test_moved_lines_are_the_same_candidate() -> None:
    before, after = read_guide(DISCOVERIES, path="a.md"), read_guide("\n\n" + DISCOVERIES, path="a.md")
    assert [one.id for one in before] == [one.id for one in after]
    assert [one.evidence for one in before] != [one.evidence for one in after]


def test_guides_are_found_anywhere_but_in_other_peoples_code(tmp_path: Path) -> None:
    for name in (
        "CLAUDE.md",
        "api/AGENTS.md",
        "docs/a/b.md",
        "pkg/docs/c.md",
        ".github/copilot-instructions.md",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    for name in ("node_modules/x/CLAUDE.md", ".venv/AGENTS.md", "README.md", "docs/c.rst", "src/notes.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert find_guides(tmp_path) == (
        ".github/copilot-instructions.md",
        "CLAUDE.md",
        "api/AGENTS.md",
        "docs/a/b.md",
        "pkg/docs/c.md",
    )


def test_reading_guides_tells_which_were_read_and_passes_over_what_is_none(tmp_path: Path) -> None:
    (tmp_path / "DISCOVERIES.md").write_bytes(DISCOVERIES.replace("\n", "\r\n").encode())
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "huge.md").write_text("x" * 2_000_001)
    candidates, events = read_guides(
        tmp_path, ["DISCOVERIES.md", "binary.md", "huge.md", "gone.md"], time="2026-01-01T00:00:00.000Z"
    )
    assert len(candidates) == 2
    [event] = events
    assert (event.kind, event.payload["path"], event.payload["sections"]) == (
        "guide.read",
        "DISCOVERIES.md",
        9,
    )
    _again, same = read_guides(tmp_path, ["DISCOVERIES.md"], time="2027-01-01T00:00:00.000Z")
    assert same[0].source == event.source


def test_one_lesson_in_two_guides_is_one_candidate_with_both(tmp_path: Path) -> None:
    for name in ("CLAUDE.md", "AGENTS.md"):
        (tmp_path / name).write_text("# Guide\n\n- Never amend a commit that others have pulled\n")
    [found], _events = read_guides(tmp_path, ["AGENTS.md", "CLAUDE.md"], time="t")
    assert found.evidence == ("guide:AGENTS.md#L3", "guide:CLAUDE.md#L3")


LINES = (
    *("# A", "## Issue", "**Problem**: a b c d e f", "- **Fix**: x", "### Solution", "```", "- ❌ a b c d"),
    *(
        "- ✅ e f g h",
        "",
        "<!--",
        "-->",
        "  - nested",
        "## Pattern: zebra",
        "---",
        "# ❌ ✅",
        "- Never a b c d",
    ),
    "text",
)


@given(st.lists(st.sampled_from(LINES), max_size=25))
def test_any_page_gives_candidates_with_lines_of_its_own(lines: list[str]) -> None:
    page = ["Never deploy on a Friday, because nobody watches the queue then.", "", *lines]
    found = read_guide("\n".join(page), path="CLAUDE.md")
    cited = [int(evidence.rpartition("L")[2]) for one in found for evidence in one.evidence]
    assert 1 in cited
    assert [line for line in cited if not 1 <= line <= len(page)] == []
    assert [one for one in found if not one.title.strip() or one.body.count("```") % 2] == []
