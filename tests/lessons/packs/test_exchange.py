"""Packs between repositories: what a person wrote or changed stays, and a pin moves when it is told to."""

from pathlib import Path
from typing import Any

import pytest

from hardwon.lessons import Shelf
from hardwon.lessons.packs.contents import BadPack
from hardwon.lessons.packs.departure import NothingToExport
from hardwon.lessons.packs.exchange import NameTaken, NoRoom, NotAsPinned
from hardwon.lessons.packs.pins import NoSuchPin, read_pins
from hardwon.lessons.packs.sources import BadSource
from tests.lessons.packs.samples import (
    MANIFEST,
    PAGES,
    bring,
    commit_pack,
    desk,
    fates,
    git,
    lesson,
    make,
    write_pack,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "repository").mkdir()
    return tmp_path / "repository"


@pytest.fixture
def org(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "org-lessons")


def page(root: Path, slug: str) -> Path:
    return root / f".hardwon/lessons/{slug}.md"


def test_a_pack_brings_its_lessons_adopted_and_again_brings_nothing(root: Path, org: Path) -> None:
    plan = bring(root, str(org))
    assert fates(plan) == {"close-the-client": "NEW", "pin-the-image": "NEW"}
    assert {slug: page(root, slug).read_text() for slug in PAGES} == PAGES
    again = bring(root, str(org))
    assert fates(again) == {"close-the-client": "SAME", "pin-the-image": "SAME"}
    assert again.rewrites == ()


def test_a_pin_names_place_and_content_and_nobodys_home(root: Path, org: Path) -> None:
    bring(root, str(org))
    text = (root / ".hardwon/packs.yaml").read_text()
    assert "path: ../org-lessons\n" in text
    assert str(org.parent) not in text
    [pin] = read_pins(text.encode()).pins
    assert (pin.name, pin.version, len(pin.sha256), sorted(pin.files)) == (
        "org",
        1,
        64,
        ["lessons/close-the-client.md", "lessons/pin-the-image.md"],
    )


def test_lessons_come_as_candidates_to_the_cautious_and_adopting_one_is_no_change(
    root: Path, org: Path
) -> None:
    bring(root, str(org), cautious=True)
    assert {one.status for one in Shelf(root / ".hardwon/lessons").lessons()} == {"candidate"}
    file = page(root, "pin-the-image")
    file.write_text(file.read_text().replace("candidate", "adopted"))
    write_pack(org, {slug: text + "\nMore.\n" for slug, text in PAGES.items()})
    plan = bring(root, str(org), update=True)
    assert fates(plan) == {"close-the-client": "RENEWED", "pin-the-image": "RENEWED"}
    status = {one.slug: one.status for one in Shelf(root / ".hardwon/lessons").lessons()}
    assert status == {"close-the-client": "candidate", "pin-the-image": "adopted"}


def test_what_a_person_wrote_stays_and_is_named(root: Path, org: Path) -> None:
    page(root, "Pin-The-Image").parent.mkdir(parents=True)
    page(root, "Pin-The-Image").write_text(lesson("Ours", "Another thing altogether."))
    plan = bring(root, str(org))
    assert fates(plan) == {"close-the-client": "NEW", "pin-the-image": "YOURS"}
    assert "Ours" in page(root, "Pin-The-Image").read_text()
    assert not page(root, "pin-the-image").exists()
    make(root, desk(root).plan_removal("org").rewrites)
    assert [file.name for file in page(root, "x").parent.iterdir()] == ["Pin-The-Image.md"]


def test_the_same_page_that_was_there_before_is_not_the_packs(root: Path, org: Path) -> None:
    page(root, "pin-the-image").parent.mkdir(parents=True)
    page(root, "pin-the-image").write_text(PAGES["pin-the-image"])
    assert fates(bring(root, str(org)))["pin-the-image"] == "SAME"
    make(root, desk(root).plan_removal("org").rewrites)
    assert page(root, "pin-the-image").read_text() == PAGES["pin-the-image"]
    assert not page(root, "close-the-client").exists()


def test_nearly_the_same_lesson_is_left_and_its_twin_is_named_but_a_negation_is_none(
    root: Path, org: Path
) -> None:
    page(root, "ours").parent.mkdir(parents=True)
    page(root, "ours").write_text(PAGES["pin-the-image"].replace("last week", "the last week"))
    page(root, "other").write_text(PAGES["close-the-client"].replace("Close", "Never close"))
    plan = bring(root, str(org))
    assert fates(plan) == {"close-the-client": "NEW", "pin-the-image": "NEAR"}
    assert [one.twin for one in plan.arrival.files] == ["", "ours"]


def test_an_update_leaves_what_was_changed_here(root: Path, org: Path) -> None:
    bring(root, str(org))
    mine = PAGES["pin-the-image"] + "\nHere we pin to the mirror.\n"
    page(root, "pin-the-image").write_text(mine)
    write_pack(org, {slug: text + "\nMore.\n" for slug, text in PAGES.items()})
    plan = bring(root, str(org), update=True)
    assert fates(plan) == {"close-the-client": "RENEWED", "pin-the-image": "CHANGED"}
    assert page(root, "pin-the-image").read_text() == mine
    assert page(root, "close-the-client").read_text().endswith("\nMore.\n")
    [standing] = desk(root).standings()
    assert standing.changed == ("lessons/pin-the-image.md",)


def test_what_was_taken_out_here_does_not_come_back(root: Path, org: Path) -> None:
    bring(root, str(org))
    page(root, "pin-the-image").unlink()
    assert fates(bring(root, str(org)))["pin-the-image"] == "LEFT_OUT"
    write_pack(org, {slug: text + "\nMore.\n" for slug, text in PAGES.items()})
    assert fates(bring(root, str(org), update=True))["pin-the-image"] == "LEFT_OUT"
    assert not page(root, "pin-the-image").exists()
    assert desk(root).standings()[0].taken_out == ("lessons/pin-the-image.md",)


def test_a_lesson_retired_here_stays_retired_and_one_retired_in_the_pack_retires(
    root: Path, org: Path
) -> None:
    bring(root, str(org))
    file = page(root, "pin-the-image")
    retired = PAGES["pin-the-image"].replace("status: adopted", 'status: retired\nbecause: "not here"')
    file.write_text(retired)
    more = {slug: text + "\nMore.\n" for slug, text in PAGES.items()}
    more["close-the-client"] = more["close-the-client"].replace("status: adopted", "status: retired")
    write_pack(org, more)
    bring(root, str(org), update=True)
    shelf = {one.slug: one for one in Shelf(root / ".hardwon/lessons").lessons()}
    assert {slug: (one.status, one.because) for slug, one in shelf.items()} == {
        "close-the-client": ("retired", ""),
        "pin-the-image": ("retired", "not here"),
    }
    assert file.read_text().endswith("\nMore.\n")


def test_what_left_the_pack_goes_here_too_unless_it_was_changed(root: Path, org: Path) -> None:
    pages = {**PAGES, "third": lesson("A third thing", "It is about something else entirely, by itself.")}
    write_pack(org, pages)
    bring(root, str(org))
    page(root, "third").write_text(pages["third"] + "\nOurs.\n")
    write_pack(org, {"close-the-client": PAGES["close-the-client"]})
    plan = bring(root, str(org), update=True)
    assert fates(plan) == {"close-the-client": "SAME", "pin-the-image": "GONE", "third": "CHANGED"}
    assert {file.stem for file in page(root, "x").parent.iterdir()} == {"close-the-client", "third"}
    assert list(desk(root).standings()[0].pin.files) == ["lessons/close-the-client.md"]


def test_a_folder_that_is_not_as_pinned_is_refused_until_an_update(root: Path, org: Path) -> None:
    bring(root, str(org))
    write_pack(org, {slug: text + "\nMore.\n" for slug, text in PAGES.items()})
    before = page(root, "pin-the-image").read_bytes()
    with pytest.raises(
        NotAsPinned, match=r"is not what org is pinned to .* -> look at it, then hardwon import org"
    ):
        bring(root, str(org))
    assert page(root, "pin-the-image").read_bytes() == before
    assert desk(root).standings(look=True)[0].is_outdated
    bring(root, "org", update=True)
    assert not desk(root).standings(look=True)[0].is_outdated


def test_line_ends_are_no_difference(root: Path, org: Path) -> None:
    bring(root, str(org))
    for file in (*page(root, "x").parent.iterdir(), *(org / "lessons").iterdir()):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert set(fates(bring(root, str(org))).values()) == {"SAME"}
    assert desk(root).standings()[0].changed == ()


def test_a_git_pack_is_pinned_to_its_commit_while_its_branch_moves_on(root: Path, org: Path) -> None:
    first = commit_pack(org, tag="v1")
    url = f"git+file://{org}@main"
    bring(root, url)
    write_pack(org, {slug: text + "\nMore.\n" for slug, text in PAGES.items()})
    second = commit_pack(org, tag="v2")
    assert bring(root, url).rewrites == ()
    assert desk(root).standings()[0].pin.commit == first
    [standing] = desk(root).standings(look=True)
    assert (standing.is_outdated, standing.newest_commit) == (True, second)
    plan = bring(root, "org", update=True)
    assert set(fates(plan).values()) == {"RENEWED"}
    assert desk(root).standings()[0].pin.commit == second


def test_another_tag_is_an_update_that_somebody_asks_for(root: Path, org: Path) -> None:
    commit_pack(org, tag="v1")
    bring(root, f"file://{org}@v1")
    write_pack(org, {slug: text + "\nMore.\n" for slug, text in PAGES.items()})
    commit_pack(org, tag="v2")
    with pytest.raises(NotAsPinned, match="org is pinned to v1, not to v2"):
        bring(root, f"file://{org}#v2")
    bring(root, f"file://{org}#v2", update=True)
    assert str(desk(root).standings()[0].pin.source) == f"git+file://{org}@v2"


def test_a_newer_version_is_named_and_the_pin_stays(root: Path, org: Path) -> None:
    first = commit_pack(org, tag="v1.9")
    bring(root, f"file://{org}@v1.9")
    [standing] = desk(root).standings(look=True)
    assert standing.newer is None
    for tag in ("v1.10", "v0.9", "v2.0rc1", "w9"):
        commit_pack(org, tag=tag)
    [standing] = desk(root).standings(look=True)
    assert standing.newer is not None
    assert (standing.newer.ref, standing.is_outdated, standing.pin.commit) == ("v1.10", False, first)


def test_a_pack_of_which_nothing_can_be_taken_is_not_pinned(root: Path, org: Path) -> None:
    write_pack(org, {"broken": "no front matter"})
    plan = bring(root, str(org))
    assert plan.arrival.is_fruitless
    assert desk(root).standings() == []
    write_pack(org)
    assert not bring(root, str(org)).arrival.is_fruitless


def test_what_another_pack_brought_stays_out_unless_it_is_asked_for(root: Path, org: Path) -> None:
    bring(root, str(org))
    page(root, "ours").write_text(lesson("Ours", "Another thing altogether."))
    plan = desk(root).plan_export(root.parent / "out")
    assert (plan.departure.lessons, plan.left_out) == (("ours",), ("close-the-client", "pin-the-image"))
    named = desk(root).plan_export(root.parent / "out", wanted=["pin-*"])
    assert (named.departure.lessons, named.left_out) == (("pin-the-image",), ())
    assert len(desk(root).plan_export(root.parent / "out", with_packs=True).departure.lessons) == 3
    page(root, "pin-the-image").write_text(PAGES["pin-the-image"] + "\nAnd ours.\n")
    assert desk(root).plan_export(root.parent / "out").left_out == ("close-the-client",)
    page(root, "pin-the-image").unlink()
    page(root, "ours").unlink()
    with pytest.raises(NothingToExport, match="came with a pack"):
        desk(root).plan_export(root.parent / "out")


def test_a_commit_that_is_gone_is_told(root: Path, org: Path) -> None:
    commit_pack(org)
    bring(root, f"file://{org}@main")
    write_pack(org, {})
    git(org, "add", "-A")
    git(org, "commit", "-q", "--amend", "-m", "Another history")
    git(org, "reflog", "expire", "--expire=now", "--all")
    git(org, "gc", "-q", "--prune=now")
    with pytest.raises(BadPack, match=r"has no commit .* any more"):
        bring(root, f"file://{org}@main")


def test_a_name_belongs_to_the_place_it_came_from(root: Path, org: Path, tmp_path: Path) -> None:
    bring(root, str(org))
    other = write_pack(tmp_path / "other")
    with pytest.raises(NameTaken, match="lessons packs --remove org"):
        bring(root, str(other), update=True)
    write_pack(org, manifest=MANIFEST.replace("name: org", "name: team"))
    with pytest.raises(NotAsPinned, match="was the pack org and is team now"):
        bring(root, str(org), update=True)


def test_what_was_taken_back_is_all_that_the_pack_wrote_and_nobody_changed(root: Path, org: Path) -> None:
    bring(root, str(org))
    page(root, "pin-the-image").write_text(PAGES["pin-the-image"] + "Ours.\n")
    plan = desk(root).plan_removal("org")
    make(root, plan.rewrites)
    assert plan.left == ("lessons/pin-the-image.md",)
    assert sorted(str(file.relative_to(root)) for file in root.rglob("*.*")) == [
        ".hardwon",
        ".hardwon/lessons/pin-the-image.md",
    ]
    with pytest.raises(NoSuchPin):
        desk(root).plan_removal("org")


def test_a_broken_page_hides_no_other_and_leaves_what_it_was_here(root: Path, org: Path) -> None:
    bring(root, str(org))
    (org / "lessons/pin-the-image.md").write_text("no front matter")
    (org / "lessons/close-the-client.md").write_text(PAGES["close-the-client"] + "\nMore.\n")
    plan = bring(root, str(org), update=True)
    assert fates(plan) == {"close-the-client": "RENEWED"}
    assert [problem.path for problem in plan.arrival.problems] == ["lessons/pin-the-image.md"]
    assert page(root, "pin-the-image").read_text() == PAGES["pin-the-image"]
    assert "lessons/pin-the-image.md" in desk(root).standings()[0].pin.files


def test_a_secret_of_a_pack_reaches_no_page_here(root: Path, org: Path) -> None:
    token = "ghp_" + "a1B2" * 9
    write_pack(org, {"leak": lesson("Do not paste tokens", f"As we did: {token}")})
    plan = bring(root, str(org))
    assert [one.cleaned for one in plan.arrival.files] == [1]
    assert token not in page(root, "leak").read_text()
    assert bring(root, str(org)).rewrites == ()


def test_a_page_that_cannot_be_read_without_its_secret_is_left_as_it_was(root: Path, org: Path) -> None:
    bring(root, str(org))
    token = "ghp_" + "a1B2" * 9
    spoilt = PAGES["pin-the-image"].replace("cost", f"triggers: {{content: [{token}]}}\ncost")
    write_pack(org, {**PAGES, "pin-the-image": spoilt})
    plan = bring(root, str(org), update=True)
    assert [problem.path for problem in plan.arrival.problems] == ["lessons/pin-the-image.md"]
    assert page(root, "pin-the-image").read_text() == PAGES["pin-the-image"]
    assert "lessons/pin-the-image.md" in desk(root).standings()[0].pin.files


def test_links_of_the_repository_are_left_alone(root: Path, org: Path, tmp_path: Path) -> None:
    bring(root, str(org))
    outside = tmp_path / "outside.md"
    outside.write_text(PAGES["pin-the-image"])
    page(root, "pin-the-image").unlink()
    page(root, "pin-the-image").symlink_to(outside)
    write_pack(org, {slug: text + "\nMore.\n" for slug, text in PAGES.items()})
    assert fates(bring(root, str(org), update=True))["pin-the-image"] == "CHANGED"
    assert outside.read_text() == PAGES["pin-the-image"]


def test_a_folder_of_lessons_that_leads_elsewhere_takes_no_pack(
    root: Path, org: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / ".hardwon").mkdir()
    (root / ".hardwon/lessons").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NoRoom, match="leads out of the repository"):
        bring(root, str(org))


def test_what_ships_is_imported_by_its_name_and_a_folder_goes_before_it(
    root: Path, org: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(org.parent)
    assert len(fates(bring(root, "async-jobs"))) == 8
    assert set(fates(bring(root, "async-jobs", update=True)).values()) == {"SAME"}
    (org.parent / "async-jobs").symlink_to(org)
    assert desk(root).plan_import("async-jobs").arrival.pack.name == "org"
    with pytest.raises(BadSource, match=r"hardwon ships .*async-jobs"):
        bring(root, "nothing-of-that-name")


def export(root: Path, folder: Path, **wishes: Any) -> tuple[str, ...]:
    plan = desk(root).plan_export(folder, **wishes)
    make(folder, plan.rewrites)
    return plan.departure.lessons


def tree(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and ".git" not in file.parts)
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def test_exporting_importing_and_exporting_again_gives_the_same_bytes(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    pages = {
        **PAGES,
        "third": lesson(
            "A third thing",
            "It is about something else entirely, by itself.",
            more='evidence:\n- "session:abc#12"\n- "commit:4be1"\n- "url:https://example.org/x"\n'
            "review: 2027-02-20\n",
        ),
    }
    write_pack(ours / ".hardwon", pages)
    (ours / ".hardwon/templates").mkdir()
    (ours / ".hardwon/templates/job.py.txt").write_text('"""A job."""\n')
    assert export(ours, tmp_path / "one", name="team") == ("close-the-client", "pin-the-image", "third")
    theirs.mkdir()
    bring(theirs, str(tmp_path / "one"))
    export(theirs, tmp_path / "two", name="team", with_packs=True)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")
    assert set(tree(tmp_path / "one")) >= {"pack.yaml", "lessons/third.md", "templates/job.py.txt"}
    assert (
        b'evidence: ["pack:team commit 4be1", "url:https://example.org/x"]\nreview'
        in (tree(tmp_path / "one")["lessons/third.md"])
    )
    assert desk(ours).plan_export(tmp_path / "one").rewrites == ()


def test_a_changed_lesson_is_another_version_and_the_pack_keeps_its_own_words(tmp_path: Path) -> None:
    write_pack(tmp_path / "ours/.hardwon", PAGES)
    write_pack(tmp_path / "out", {}, manifest=MANIFEST + "before: [Look first.]\n")
    export(tmp_path / "ours", tmp_path / "out")
    text = (tmp_path / "out/pack.yaml").read_text()
    assert "title: Lessons of all\n" in text
    assert "version: 2\n" in text
    assert "- Look first.\n" in text
    (tmp_path / "ours/.hardwon/lessons/pin-the-image.md").write_text(PAGES["pin-the-image"] + "More.\n")
    export(tmp_path / "ours", tmp_path / "out")
    assert "version: 3\n" in (tmp_path / "out/pack.yaml").read_text()


def test_only_adopted_lessons_leave_and_one_retired_here_is_retired_there(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    write_pack(ours / ".hardwon", {**PAGES, "idea": lesson("An idea", status="candidate")})
    export(ours, tmp_path / "out")
    assert sorted((tmp_path / "out/lessons").iterdir()) == [
        tmp_path / "out/lessons/close-the-client.md",
        tmp_path / "out/lessons/pin-the-image.md",
    ]
    file = ours / ".hardwon/lessons/pin-the-image.md"
    file.write_text(PAGES["pin-the-image"].replace("status: adopted", "status: retired"))
    export(ours, tmp_path / "out")
    assert "status: retired" in (tmp_path / "out/lessons/pin-the-image.md").read_text()
    with pytest.raises(NothingToExport, match="idea is not adopted"):
        export(ours, tmp_path / "out", wanted=["idea"])
    with pytest.raises(NothingToExport, match="no lesson is called zzz"):
        export(ours, tmp_path / "out", wanted=["zzz"])
    with pytest.raises(NothingToExport, match="no adopted lesson was chosen"):
        export(ours, tmp_path / "out", kinds=["domain"])


def test_lessons_are_chosen_by_name_pattern_and_kind(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    write_pack(ours / ".hardwon", {**PAGES, "why": lesson("Why").replace("gotcha", "decision")})
    assert export(ours, tmp_path / "a", wanted=["pin-*"]) == ("pin-the-image",)
    assert export(ours, tmp_path / "b", kinds=["decision"]) == ("why",)
    assert export(ours, tmp_path / "a", wanted=["why"]) == ("why",)
    assert desk(ours).plan_export(tmp_path / "a", wanted=["why"]).departure.kept == (
        "lessons/pin-the-image.md",
    )


def test_nothing_but_a_pack_is_written_over(tmp_path: Path) -> None:
    ours, there = tmp_path / "ours", tmp_path / "there"
    write_pack(ours / ".hardwon", PAGES)
    there.mkdir()
    (there / "thesis.txt").write_text("mine")
    with pytest.raises(NoRoom, match="is no pack and not empty"):
        export(ours, there)
    assert [file.name for file in there.iterdir()] == ["thesis.txt"]
    export(ours, there, force=True)
    assert (there / "thesis.txt").read_text() == "mine"
    (there / "lessons/pin-the-image.md").unlink()
    (there / "lessons/pin-the-image.md").symlink_to(there / "thesis.txt")
    with pytest.raises(NoRoom, match="is a link"):
        export(ours, there, force=True)
    with pytest.raises(NoRoom):
        export(ours, there / "thesis.txt")


def test_a_path_of_this_checkout_leaves_as_the_repositorys_and_a_broken_page_is_named(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    text = f"It failed in {ours}/app/api.py, at the end."
    write_pack(ours / ".hardwon", {"where": lesson("Where", text), "broken": "nothing"})
    plan = desk(ours).plan_export(tmp_path / "out")
    assert b"It failed in app/api.py, at the end." in plan.departure.files["lessons/where.md"]
    assert [problem.path for problem in plan.problems] == [".hardwon/lessons/broken.md"]


def test_no_secret_leaves_with_a_pack(tmp_path: Path) -> None:
    token = "ghp_" + "a1B2" * 9
    write_pack(tmp_path / "ours/.hardwon", {"leak": lesson("Leak", f"As we did: {token}")})
    plan = desk(tmp_path / "ours").plan_export(tmp_path / "out", about=f"with {token}")
    assert plan.departure.cleaned == {"lessons/leak.md": 1, "pack.yaml": 1}
    assert all(token.encode() not in (one.after or b"") for one in plan.rewrites)
