"""The documents that `hardwon docs` keeps."""

from pathlib import Path

import pytest

from hardwon.integrations import BrokenMarkers, Plan, make_changes, plan_docs
from hardwon.integrations.docs import TakenFolder, counted_on, plan_kept_docs
from hardwon.lessons import Shelf, arrange_lessons

FOLDER = "docs/lessons"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".hardwon/lessons").mkdir(parents=True)
    write(tmp_path, "dear", "cost: 3h", 'applies-to: ["app/**/*.py", "**/*.py"]')
    write(tmp_path, "useful", "cost: 1h")
    write(tmp_path, "cheap", "cost: 5m")
    write(tmp_path, "free")
    return tmp_path


def write(root: Path, slug: str, *more: str, status: str = "adopted", title: str = "") -> None:
    front = "\n".join([f"title: {title or slug.capitalize()}", f"status: {status}", "kind: fix", *more])
    (root / f".hardwon/lessons/{slug}.md").write_text(f"---\n{front}\n---\n{'word ' * 199}\n")


def plan(root: Path, *, folder: str = FOLDER, **prevented: int) -> Plan:
    shelf = Shelf(root / ".hardwon/lessons")
    index = arrange_lessons(shelf, prevented)
    return plan_docs(root, folder, index, shelf)


def page(root: Path, name: str = "README.md", **prevented: int) -> str:
    make_changes(root, plan(root, **prevented).changes)
    return (root / FOLDER / name).read_text(encoding="utf-8")


def test_what_cost_most_is_read_first_and_in_ten_minutes(root: Path) -> None:
    lines = page(root, useful=3, free=2).splitlines()
    rows = [line for line in lines if line.startswith("| ") and ".md" in line]
    link = "../../.hardwon/lessons"
    assert rows == [
        f"| Useful ([useful]({link}/useful.md)) | 1h | 3h, 3 prevented | 1.0 min |  |",
        f"| Dear ([dear]({link}/dear.md)) | 3h |  | 1.0 min | `app/**/*.py` |",
        f"| Cheap ([cheap]({link}/cheap.md)) | 5m |  | 1.0 min |  |",
        f"| Free ([free]({link}/free.md)) |  | 2 prevented | 1.0 min |  |",
    ]
    assert lines.index("## Read these first") < lines.index("2 lessons, 2.0 minutes.") < lines.index(rows[0])
    assert lines.index(rows[1]) < lines.index("## Fixes") < lines.index(rows[2])
    for number in range(30):
        write(root, f"more-{number}", "cost: 2h")
    assert "10 lessons, 10.0 minutes. 22 more have cost an hour or more, and stand below." in page(root)


def test_every_link_leads_to_its_page(root: Path) -> None:
    text = page(root)
    targets = [part.partition(")")[0] for part in text.split("](../")[1:]]
    assert len(targets) == 4
    assert [one for one in targets if not (root / FOLDER / ".." / one).is_file()] == []


def test_in_a_site_of_documentation_pages_are_named_and_not_linked(root: Path) -> None:
    (root / "mkdocs.yml").write_text("site_name: Shop\n")
    text = page(root, dear=1)
    assert "| Dear (`.hardwon/lessons/dear.md`) | 3h | 3h, 1 prevented |" in text
    assert "](.." not in text + page(root, "checklist.md", dear=1)
    assert counted_on(root, FOLDER) == {"dear": 1}


def test_what_the_page_counts_can_be_read_back(root: Path) -> None:
    write(root, "odd", "cost: 2h", title="Never (`a.md`) | 3h | 7 prevented | [so](x.md)")
    assert plan(root).changes
    page(root, useful=3, free=2, odd=4)
    assert counted_on(root, FOLDER) == {"useful": 3, "free": 2, "odd": 4}
    assert counted_on(root, "docs/nowhere") == {}


def test_writing_again_changes_nothing_and_retired_ones_stand_in_the_last_line(root: Path) -> None:
    write(root, "gone", status="retired")
    text = page(root, dear=1)
    assert plan(root, dear=1).changes == ()
    assert text.splitlines()[-2] == "Retired: [gone](../../.hardwon/lessons/gone.md)."
    assert "Gone" not in page(root, "checklist.md", dear=1)


def test_what_a_person_wrote_around_stays_and_sets_the_headings(root: Path) -> None:
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER / "README.md").write_bytes(b"# Ours\r\n\r\nHello.\r\n")
    page(root)
    data = (root / FOLDER / "README.md").read_bytes()
    assert data.startswith(b"# Ours\r\n\r\nHello.\r\n\r\n<!-- hardwon:begin -->\r\n## Lessons this team")
    assert plan(root).changes == ()


@pytest.mark.parametrize("folder", ["docs", "docs/", ".hardwon", ".hardwon/lessons"])
def test_a_folder_with_other_pages_of_ours_is_refused(root: Path, folder: str) -> None:
    with pytest.raises(TakenFolder):
        plan(root, folder=folder)


def test_what_sync_keeps_is_only_what_is_there(root: Path) -> None:
    shelf = Shelf(root / ".hardwon/lessons")
    assert plan_kept_docs(root, FOLDER, shelf) == Plan((), ())
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER / "README.md").write_text("# A page of somebody's\n")
    assert plan_kept_docs(root, FOLDER, shelf) == Plan((), ())
    page(root, dear=2)
    assert plan_kept_docs(root, FOLDER, shelf) == Plan((), ())
    write(root, "new", "cost: 9h")
    kept = plan_kept_docs(root, FOLDER, Shelf(shelf.folder))
    assert [change.path for change in kept.changes] == [f"{FOLDER}/README.md", f"{FOLDER}/checklist.md"]
    assert b"6h, 2 prevented" in (kept.changes[0].after or b"")
    (root / ".hardwon/README.md").write_text("<!-- hardwon:begin -->\n<!-- hardwon:end -->\n")
    [note] = plan_kept_docs(root, ".hardwon", shelf).notes
    assert note.text.startswith("left alone: ")


def test_broken_markers_stop_it(root: Path) -> None:
    (root / FOLDER).mkdir(parents=True)
    (root / FOLDER / "checklist.md").write_text("<!-- hardwon:end -->\n")
    with pytest.raises(BrokenMarkers):
        plan(root)


def test_the_checklist_has_two_parts_with_a_box_for_each_adopted_lesson(root: Path) -> None:
    before, after = page(root, "checklist.md").split("## In review")
    assert before.count("- [ ] ") == after.count("- [ ] ") == 4
    assert "- [ ] Dear ([dear](../../.hardwon/lessons/dear.md))\n" in before
    assert "- [ ] Is this kept to: “Dear”? ([dear](" in after


def test_a_folder_without_lessons_says_where_they_come_from(tmp_path: Path) -> None:
    assert "`hardwon lessons inbox`" in page(tmp_path)
    assert "`hardwon lessons inbox`" in page(tmp_path, "checklist.md")


def test_a_title_can_neither_hide_nor_link_nor_divide(root: Path) -> None:
    write(root, "odd", "cost: 4h", title="'<!-- a | [b](http://x.example) @anna'")
    [row] = [line for line in page(root).splitlines() if "odd" in line]
    assert r"\<!-- a \| \[b\](http://x.example) @" in row
    assert "@anna" not in row
