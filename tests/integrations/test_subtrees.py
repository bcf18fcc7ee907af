"""Where a lesson is told: in the folder it is about, if that is worth a guide, else at the top."""

import difflib
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardwon.core import count_tokens
from hardwon.integrations import make_changes, plan_uninstall
from hardwon.integrations.installation import Plan, Starter, plan_sync
from hardwon.integrations.sections import Style, find_section
from hardwon.integrations.subtrees import ENOUGH, place_lessons, scope_of
from hardwon.lessons import Lesson
from tests.integrations.trees import lesson, snapshot, write

BUDGET = 1200


def sync(root: Path, lessons: list[Lesson], budget: int = BUDGET) -> Plan:
    planned = plan_sync(root, lessons, guide_budget=budget)
    make_changes(root, planned.changes)
    return planned


def about(folder: str, count: int, *, cost: int = 60, name: str = "") -> list[Lesson]:
    name = name or folder.replace("/", "-")
    return [lesson(f"{name}-{n:03}", applies_to=(f"{folder}/**",), cost=cost + n) for n in range(count)]


def general(count: int, *, cost: int = 30) -> list[Lesson]:
    return [
        lesson(f"general-{n:03}", title=f"Lesson {n} for everybody", cost=cost + n, body="So it is. " * 12)
        for n in range(count)
    ]


def section(root: Path, path: str) -> str:
    data = (root / path).read_bytes()
    found = find_section(data, Style.MARKDOWN, path=path)
    assert found is not None
    return data[found.inner[0] : found.inner[1]].decode()


@pytest.mark.parametrize(
    ("globs", "scope"),
    [
        ((), ""),
        (("**/*.py",), ""),
        (("*.py",), ""),
        (("billing/",), ""),
        (("/billing/",), ""),
        (("services/billing/**",), "services/billing"),
        (("/services/billing/*.py", "!services/billing/x.py"), "services/billing"),
        (("services/billing",), "services/billing"),
        (("services/billing/api.py",), "services/billing"),
        (("services/billing/**/api*.py", "services/billing/db/**"), "services/billing"),
        (("services/billing/**", "services/mail/**"), "services"),
        (("services/billing/**", "web/**"), ""),
        (("services/billing/**", "*.sql"), ""),
        (("services/b[il]*/**",), "services"),
        (("services/billings/**", "services/billing/**"), "services"),
        (("!services/**",), ""),
    ],
)
def test_a_scope_is_the_folder_in_which_all_lies(globs: tuple[str, ...], scope: str) -> None:
    folders = {"services", "services/billing", "services/billing/db", "web"}
    assert scope_of(lesson(applies_to=globs), folders.__contains__) == scope


def test_a_folder_gets_a_guide_for_enough_lessons_and_the_top_counts_them(tmp_path: Path) -> None:
    write(tmp_path, {"services/billing/api.py": b"", "web/app.py": b"", "CLAUDE.md": b"# Ours\n"})
    lessons = [*general(9), *about("services/billing", ENOUGH), *about("web", ENOUGH - 1)]
    planned = sync(tmp_path, lessons)
    assert {change.path for change in planned.changes} == {
        "CLAUDE.md", "AGENTS.md", "services/billing/CLAUDE.md", "services/billing/AGENTS.md",
    }  # fmt: skip
    top, nested = section(tmp_path, "CLAUDE.md"), section(tmp_path, "services/billing/CLAUDE.md")
    assert "Told in the guides of their folders: `services/billing/` 3." in top
    assert "`services-billing-000`" not in top
    assert "`web-000`" in top
    assert nested.count("- **") == ENOUGH
    assert "## Lessons paid for in `services/billing/`" in nested
    assert sync(tmp_path, lessons).changes == ()


def test_a_folder_that_has_a_guide_gets_a_section_for_one_lesson_in_the_file_it_has(tmp_path: Path) -> None:
    write(tmp_path, {"web/AGENTS.md": b"# Web\n", "web/pages/a.py": b""})
    sync(tmp_path, [*general(3), *about("web/pages", 1)])
    assert "`web-pages-000`" in section(tmp_path, "web/AGENTS.md")
    assert (tmp_path / "web/AGENTS.md").read_bytes().startswith(b"# Web\n\n<!-- hardwon:begin -->")
    assert not (tmp_path / "web/CLAUDE.md").exists()
    assert not (tmp_path / "web/pages/AGENTS.md").exists()


def test_lessons_of_neighbours_unite_in_the_folder_above_them(tmp_path: Path) -> None:
    write(tmp_path, {"services/billing/api/a.py": b"", "services/billing/db/a.py": b""})
    lessons = [*general(9), *about("services/billing/api", 2), *about("services/billing/db", 2)]
    sync(tmp_path, lessons)
    assert section(tmp_path, "services/billing/CLAUDE.md").count("- **") == 4
    assert not (tmp_path / "services/billing/db/CLAUDE.md").exists()


def test_what_holds_most_lessons_is_the_project_itself(tmp_path: Path) -> None:
    write(tmp_path, {"src/app/a.py": b""})
    sync(tmp_path, [*general(3), *about("src/app", 4)])
    assert "`src-app-000`" in section(tmp_path, "CLAUDE.md")
    assert not (tmp_path / "src/app/CLAUDE.md").exists()


@pytest.mark.parametrize(
    "folder", [".github/workflows", "node_modules/x", "gone/away", "other/inner", "linked"]
)
def test_a_folder_that_is_hidden_foreign_or_gone_gets_no_guide(folder: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        {".github/workflows/a.yml": b"", "node_modules/x/a.js": b"", "other/.git": b"", "other/inner/a": b""},
    )
    (tmp_path / "linked").symlink_to(tmp_path / "other")
    sync(tmp_path, [*general(9), *about(folder, 5, name="scoped")])
    assert "`scoped-004`" in section(tmp_path, "CLAUDE.md")
    assert [path for path in snapshot(tmp_path) if path.endswith(".md")] == ["AGENTS.md", "CLAUDE.md"]


def test_a_submodule_gets_no_guide_even_where_it_is_not_checked_out(tmp_path: Path) -> None:
    write(tmp_path, {".gitmodules": b'[submodule "x"]\n\tpath = libs/x\n\turl = ../x\n', "libs/y/a": b""})
    (tmp_path / "libs/x").mkdir()
    sync(tmp_path, [*general(9), *about("libs/x", ENOUGH), *about("libs/y", ENOUGH)])
    assert [path for path in snapshot(tmp_path) if path.endswith("CLAUDE.md")] == [
        "CLAUDE.md",
        "libs/CLAUDE.md",
        "libs/y/CLAUDE.md",
    ]


def test_a_guide_below_keeps_its_last_lesson_and_goes_with_it(tmp_path: Path) -> None:
    write(tmp_path, {"web/app.py": b"", "api/CLAUDE.md": b"# Api\n"})
    sync(tmp_path, [*general(9), *about("web", ENOUGH), *about("api", 1)])
    sync(tmp_path, [*general(9), *about("web", 1)])
    assert "`web-000`" in section(tmp_path, "web/CLAUDE.md")
    assert (tmp_path / "api/CLAUDE.md").read_bytes() == b"# Api\n"
    sync(tmp_path, general(9))
    assert not (tmp_path / "web/CLAUDE.md").exists()
    assert "Told in the guides" not in section(tmp_path, "CLAUDE.md")


def test_a_guide_below_that_is_a_link_is_written_where_it_leads(tmp_path: Path) -> None:
    write(tmp_path, {"AGENTS.md": b"# All\n", "web/AGENTS.md": b"# Web\n", "api/a.py": b""})
    (tmp_path / "web/CLAUDE.md").symlink_to("AGENTS.md")
    (tmp_path / "api/CLAUDE.md").symlink_to("../AGENTS.md")
    lessons = [*general(9), *about("web", 1), *about("api", ENOUGH)]
    sync(tmp_path, lessons)
    assert section(tmp_path, "web/AGENTS.md").count("- **") == 1
    assert section(tmp_path, "api/AGENTS.md").count("- **") == ENOUGH
    assert "Told in the guides of their folders: `api/` 3, `web/` 1." in section(tmp_path, "AGENTS.md")
    (tmp_path / "api/AGENTS.md").unlink()
    (tmp_path / "api/AGENTS.md").symlink_to("../AGENTS.md")
    sync(tmp_path, lessons)
    assert "`api-002`" in section(tmp_path, "AGENTS.md")


def test_a_guide_below_that_takes_in_the_other_is_left_to_it(tmp_path: Path) -> None:
    write(tmp_path, {"web/CLAUDE.md": b"@AGENTS.md\n", "web/AGENTS.md": b"# Web\n"})
    sync(tmp_path, [*general(9), *about("web", 1)])
    assert (tmp_path / "web/CLAUDE.md").read_bytes() == b"@AGENTS.md\n"
    assert "`web-000`" in section(tmp_path, "web/AGENTS.md")


def test_a_scope_that_the_folder_says_already_is_not_told_again(tmp_path: Path) -> None:
    write(tmp_path, {"web/a.py": b""})
    scoped = lesson("narrow", applies_to=("web/*.css",))
    sync(tmp_path, [*general(9), *about("web", ENOUGH), scoped])
    text = section(tmp_path, "web/CLAUDE.md")
    assert "(`web-000`, cost 1h)" in text
    assert "`web/*.css`" in text


def test_another_projects_sections_below_are_left(tmp_path: Path) -> None:
    theirs = b"<!-- hardwon:begin -->\ntheirs\n<!-- hardwon:end -->\n"
    write(tmp_path, {"libs/other/.hardwon/README.md": b"", "libs/other/CLAUDE.md": theirs})
    sync(tmp_path, general(3))
    assert (tmp_path / "libs/other/CLAUDE.md").read_bytes() == theirs
    make_changes(tmp_path, plan_uninstall(tmp_path, Starter()).changes)
    assert (tmp_path / "libs/other/CLAUDE.md").read_bytes() == theirs


def many() -> list[Lesson]:
    """300: 180 for everybody, 40 for billing, 77 spread over folders that have too few, 3 for the web."""
    spread = [one for n in range(38) for one in about(f"tools/t{n:02}", 2, cost=20)]
    return [
        *general(180),
        *about("services/billing", 40, cost=300),
        *spread,
        *about("web", 3, cost=10),
        lesson("seen-often", cost=100, evidence=tuple(f"session:s{n}" for n in range(9))),
    ]


def test_300_lessons_stay_under_the_cap_and_the_right_ones_are_held(tmp_path: Path) -> None:
    write(tmp_path, {"services/billing/a.py": b"", "web/a.py": b"", "CLAUDE.md": b"# Ours\n"})
    write(tmp_path, {f"tools/t{n:02}/a.py": b"" for n in range(38)})
    lessons = many()
    assert len(lessons) == 300
    sync(tmp_path, lessons)
    for path, cap in (
        ("CLAUDE.md", BUDGET), ("AGENTS.md", BUDGET), ("services/billing/CLAUDE.md", BUDGET // 2),
        ("web/AGENTS.md", BUDGET // 2), ("tools/CLAUDE.md", BUDGET // 2),
    ):  # fmt: skip
        assert count_tokens(section(tmp_path, path)) <= cap, path
    top = section(tmp_path, "CLAUDE.md")
    lines = [line for line in top.splitlines() if line.startswith("- **")]
    assert "`seen-often`" in lines[0]
    dearest = [f"`general-{179 - n:03}`" for n in range(len(lines) - 1)]
    assert [name for name, line in zip(dearest, lines[1:], strict=True) if name not in line] == []
    assert f"\n{181 - len(lines)} more: `hardwon lessons list`, or `hardwon recall --file PATH`" in top
    assert "`services/billing/` 40, `tools/` 76, `web/` 3." in top
    nested = section(tmp_path, "services/billing/CLAUDE.md")
    assert "`services-billing-039`" in nested
    assert " more: `hardwon lessons list`" in nested
    before = snapshot(tmp_path)
    assert sync(tmp_path, lessons[::-1]).changes == ()
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("cost", [5, 100, 209, 100_000])
def test_one_more_lesson_changes_few_lines(cost: int, tmp_path: Path) -> None:
    write(tmp_path, {"services/billing/a.py": b"", "web/a.py": b""})
    sync(tmp_path, many())
    before = (tmp_path / "CLAUDE.md").read_text().splitlines()
    sync(tmp_path, [*many(), lesson("new", cost=cost, body="So it is. " * 12)])
    after = (tmp_path / "CLAUDE.md").read_text().splitlines()
    changed = [line for line in difflib.ndiff(before, after) if line.startswith(("+ ", "- "))]
    assert 2 <= len(changed) <= 8


FOLDERS = ("services", "services/billing", "services/billing/db", "services/mail", "web", "gone", ".github")
LESSON = st.builds(
    lambda folders, cost: (tuple(f"{folder}/**" for folder in folders), cost),
    st.lists(st.sampled_from(FOLDERS), max_size=2),
    st.integers(0, 200),
)
GUIDES = st.dictionaries(
    st.sampled_from(("CLAUDE.md", "services/CLAUDE.md", "services/billing/AGENTS.md", "web/claude.md")),
    st.sampled_from((b"", b"# Ours\n", b"a\r\nb", b"\xff\xfe")),
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LESSON, max_size=14), GUIDES, st.lists(LESSON, max_size=3))
def test_any_sync_is_done_at_once_and_uninstall_takes_all_of_it_back(
    scopes: list[tuple[tuple[str, ...], int]],
    guides: dict[str, bytes],
    more: list[tuple[tuple[str, ...], int]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write(root, {f"{folder}/a.py": b"" for folder in FOLDERS if folder != "gone"} | guides)
        before = snapshot(root)
        for rounds in (scopes, [*scopes, *more], more):
            lessons = [lesson(f"l{n}", applies_to=globs, cost=cost) for n, (globs, cost) in enumerate(rounds)]
            sync(root, lessons)
            assert plan_sync(root, lessons, guide_budget=BUDGET).changes == ()
        make_changes(root, plan_uninstall(root, Starter()).changes)
        assert snapshot(root) == before


@given(st.lists(LESSON, max_size=20))
def test_each_lesson_is_told_in_one_place(scopes: list[tuple[tuple[str, ...], int]]) -> None:
    lessons = [lesson(f"l{n}", applies_to=globs, cost=cost) for n, (globs, cost) in enumerate(scopes)]
    placed = place_lessons(lessons, is_folder=lambda path: path != "gone", has_guide="web".__eq__)
    assert sorted(one.slug for group in placed.values() for one in group) == sorted(
        one.slug for one in lessons
    )
