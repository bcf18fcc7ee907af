"""What a diff changes, without what only looks like a change."""

from hardwon.lessons.pages.patches import Change, read_diff, whole_file

_HEAD = "diff --git a/{0} b/{0}\nindex 1..2 100644\n--- a/{0}\n+++ b/{0}\n"


def one(path: str, *lines: str, inside: str = "") -> Change:
    text = _HEAD.format(path) + "\n".join([f"@@ -1,2 +1,2 @@ {inside}".rstrip(), *lines])
    [change] = read_diff(text)
    return change


def test_the_added_lines_count_and_the_function_that_they_stand_in() -> None:
    change = one("a.py", "-    x = 1", "+    y = call()", inside="def load(job_id):")
    assert change == Change("a.py", "    y = call()", "def load(job_id):")


def test_the_function_before_a_new_one_is_not_where_it_stands() -> None:
    assert one("a.py", "+def other():", inside="def load(job_id):").inside == ""


def test_comments_and_empty_lines_do_not_count() -> None:
    lines = ("+# create_task", "+   // create_task", "+", "+ * create_task")
    assert one("a.py", *lines) == Change("a.py")


def test_sentences_in_quotes_do_not_count_but_marks_and_sql_do() -> None:
    said = one(
        "a.py",
        '+log("the create_task call was lost")',
        '+x = f"{a}-{b}"',
        "+# TODO: load it",
        '+q("SELECT a FROM b c")',
    )
    assert said.text == 'log("")\nx = f"{a}-{b}"\n# TODO: load it\nq("SELECT a FROM b c")'


def test_names_that_were_exchanged_everywhere_are_a_rename_and_anything_else_is_not() -> None:
    assert one("a.py", "-job = run(job)", "+task = run(task)").text == ""
    assert one("a.py", "-a = b", "+a = c", "-d = b", "+d = e").text == "a = c\nd = e"
    assert one("a.py", "-a = b(1)", "+a = b(2)").text == "a = b(2)"
    assert one("a.py", "-a.done()", "+a.failed()").text == "a.failed()"


def test_deleted_files_are_left_out_and_moved_ones_have_their_new_path() -> None:
    gone = (
        "diff --git a/a.py b/a.py\ndeleted file mode 100644\n--- a/a.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
    )
    moved = "diff --git a/b.py b/c/d.py\nsimilarity index 100%\nrename from b.py\nrename to c/d.py\n"
    binary = "diff --git a/e.png b/e.png\nBinary files a/e.png and b/e.png differ\n"
    assert read_diff(gone + moved + binary) == (Change("c/d.py"), Change("e.png"))


def test_a_line_that_looks_like_a_heading_stays_in_its_hunk() -> None:
    change = one("a.sql", "--- old", "+++ new")
    assert change == Change("a.sql", "++ new")


def test_prose_is_told_from_code() -> None:
    assert [Change(path).is_prose for path in ("a.md", "b.CSS", "c.py", "d")] == [True, True, False, False]
    assert whole_file("a.py", "# no\nx = 1\n") == Change("a.py", "x = 1")


def test_no_diff_is_no_change() -> None:
    assert read_diff("") == read_diff("what is this?\n") == ()
