"""A lesson's own ast-grep rule: what it finds, what it says, what it rewrites."""

import json
from typing import Any

import pytest

from hardwon.check import Finding, Report, UnknownLanguage, UserPattern, check_texts, find_language
from hardwon.check.languages import _LANGUAGES, language_of
from hardwon.check.patterns import may_match, words_of


def pattern(rule: str | dict[str, Any], language: str = "python", **more: Any) -> UserPattern:
    tree = {"pattern": rule} if isinstance(rule, str) else rule
    parts = more.pop("parts", {})
    page = ".hardwon/lessons/mine.md"
    return UserPattern("mine", page, language, json.dumps({"rule": tree, **parts}), "what it says", **more)


def check(files: dict[str, str], *users: UserPattern) -> Report:
    return check_texts(files, rules=["mine"], users=users)


def only(files: dict[str, str], user: UserPattern) -> Finding:
    [finding] = check(files, user).findings
    return finding


LANGUAGES = [
    ("python", "time.sleep($A)", "a.py", "import time\ntime.sleep(1)\n"),
    ("typescript", "console.log($$$A)", "a.ts", "const f = () => {\n  console.log(1, 2)\n}\n"),
    ("tsx", '<a target="_blank">$$$</a>', "a.tsx", 'const A = () =>\n  <a target="_blank">x</a>\n'),
    ("javascript", "eval($A)", "a.mjs", "let x = 1\neval(x)\n"),
    ("yaml", "privileged: true", "a.yml", "spec:\n  privileged: true\n"),
    ("html", '<script src="$URL"></script>', "a.html", '<html>\n<script src="x.js"></script>\n</html>\n'),
    ("rust", "$A.unwrap()", "a.rs", "fn f() {\n    x.unwrap();\n}\n"),
    ("bash", "rm -rf $DIR", "a.sh", "#!/bin/sh\nrm -rf build\n"),
    ("java", "System.exit($A)", "A.java", "class A { void f() {\n  System.exit(1); } }\n"),
]


@pytest.mark.parametrize(("language", "rule", "path", "text"), LANGUAGES, ids=lambda value: str(value)[:12])
def test_a_pattern_is_found_in_its_language(language: str, rule: str, path: str, text: str) -> None:
    finding = only({path: text, "other.css": text, "other.lua": text}, pattern(rule, language))
    assert (finding.rule, finding.lesson, finding.path, finding.line) == ("mine", "mine", path, 2)


def test_a_whole_rule_with_its_parts_is_run_in_go() -> None:
    context = {"context": "func f() { time.Sleep($D) }", "selector": "call_expression"}
    rule = pattern({"pattern": context}, "go", parts={"constraints": {"D": {"regex": "Second"}}})
    text = "package a\nfunc f() {\n\ttime.Sleep(1)\n\ttime.Sleep(time.Second)\n}\n"
    finding = only({"a.go": text}, rule)
    assert (finding.line, finding.column, finding.end_column, finding.scope) == (4, 2, 25, "f")


@pytest.mark.parametrize("language", sorted(_LANGUAGES))
def test_ast_grep_knows_each_language(language: str) -> None:
    [error] = check({}, pattern({"kind": "nobody-calls-it-so"}, language)).errors
    assert "`nobody-calls-it-so` is invalid" in error.message
    assert {language_of(f"a{ending}") for ending in find_language(language).endings} == {language}


@pytest.mark.parametrize(
    ("name", "language"), [("Python", "python"), ("TS", "typescript"), ("c++", "cpp"), (" yml ", "yaml")]
)
def test_a_language_goes_by_several_names(name: str, language: str) -> None:
    assert find_language(name).name == language


def test_an_unknown_language_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownLanguage, match=r"no language `pyhton` -> did you mean `python`\?"):
        find_language("pyhton")


def test_a_place_is_told_in_characters() -> None:
    text = 'x = "😀é"; f(1)\r\n'
    finding = only({"a.py": text}, pattern("f($A)"))
    assert (finding.line, finding.column, finding.end_line, finding.end_column) == (1, 11, 1, 15)
    assert finding.excerpt == 'x = "😀é"; f(1)'


def test_a_message_names_what_was_matched() -> None:
    rule = pattern("f($A, $$$REST)", do="call `g($A)`, see $HOME")
    found = only({"a.py": "f(a +\n   b, 1, 2)\n"}, rule)
    assert found.do == "call `g(a + b)`, see $HOME"


def test_the_same_place_is_reported_once() -> None:
    assert len(check({"a.py": "x\n"}, pattern({"regex": "^x$"})).findings) == 1


REWRITES = [
    ("print($A)", "log($A)", "print(x)", "log(x)"),
    ("print($$$A)", "log($$$A)", "print(x, y,  z)", "log(x, y,  z)"),
    ("f($$$A)", "g($$$A)", "f()", "g()"),
    ("f($A)", "", "f(1)", ""),
    ("if $A:\n  $B", "while $A:\n  $B", "if a:\n    b", "while a:\n  b"),
]


@pytest.mark.parametrize(("rule", "fix", "before", "after"), REWRITES)
def test_a_fix_is_filled_in(rule: str, fix: str, before: str, after: str) -> None:
    found = only({"a.py": before + "\n"}, pattern(rule, fix=fix))
    assert found.fix is not None
    [edit] = found.fix.edits
    assert edit.text == after
    assert not found.fix.safe


def test_a_fix_keeps_the_shape_of_what_it_moves() -> None:
    rule = pattern(
        {"pattern": "try:\n  $$$BODY\nexcept: $$$_"},
        fix="with suppress(Exception):\n    $$$BODY",
        fix_is_safe=True,
    )
    text = "def f():\n    try:\n        a(1)\n        if b:\n            c()\n    except: pass\n"
    found = only({"a.py": text}, rule)
    assert found.fix is not None
    assert found.fix.safe
    assert found.fix.edits[0].text == (
        "with suppress(Exception):\n        a(1)\n        if b:\n            c()"
    )


def test_a_fix_can_use_what_a_transformation_made() -> None:
    upper = {"B": {"convert": {"source": "$A", "toCase": "upperCase"}}}
    found = only({"a.py": "f(abc)\n"}, pattern("f($A)", parts={"transform": upper}, fix="f($B)"))
    assert found.fix is not None
    assert found.fix.edits[0].text == "f(ABC)"


FAULTS = [
    ({"kind": "nonsense"}, {}, "Kind `nonsense` is invalid."),
    ({"patern": "x"}, {}, "unknown field `patern`"),
    ("a; b", {}, "Multiple AST nodes"),
    ("$$$A", {}, "multi meta variable `$$$A` is invalid."),
    ("f()", {"constraints": {"B": {"regex": "x"}}}, "says Undefined meta var `B` used"),
    ({"matches": "gone"}, {}, "Rule `gone` is not defined."),
    ({"regex": "("}, {}, "unclosed group"),
    ({}, {}, "Rule must have one positive matcher."),
    ("f($A)", {"constraints": {"A": {"kind": "no"}}}, "in `constraints`: Kind `no` is invalid."),
]


@pytest.mark.parametrize(("rule", "parts", "says"), FAULTS, ids=lambda value: str(value)[:20])
@pytest.mark.parametrize("backtrace", ["0", "1"])
def test_a_rule_that_ast_grep_rejects_is_an_error_of_its_page(
    rule: Any, parts: dict[str, Any], says: str, backtrace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUST_BACKTRACE", backtrace)
    report = check({"a.py": "f(1)\n"}, pattern(rule, parts=parts))
    [error] = report.errors
    assert error.path == ".hardwon/lessons/mine.md"
    assert says in error.message
    assert error.message.endswith("-> correct the pattern")
    assert "\n" not in error.message
    assert report.findings == ()


def test_a_fix_that_names_what_is_not_captured_is_an_error() -> None:
    [error] = check({"a.py": "f(1)\n"}, pattern("f($A)", fix="g($B)")).errors
    assert "`fix` names $B, which the rule does not capture" in error.message


def test_a_lesson_called_like_a_built_in_rule_is_an_error() -> None:
    rule = UserPattern("detached-record", "p.md", "python", '{"rule": {"pattern": "f()"}}', "m")
    report = check_texts({"a.py": "f()\n"}, users=[rule])
    assert report.findings == ()
    assert "rename the page" in report.errors[0].message


COMMENTS = [
    ("a.ts", "typescript", "f(1) // hardwon: ignore[mine] why\n"),
    ("a.ts", "typescript", "// hardwon: ignore[mine] why\nf(1)\n"),
    ("a.ts", "typescript", "/* hardwon: ignore[mine, other] */ f(1)\n"),
    ("a.tsx", "tsx", "const A = <b>\n{/* hardwon: ignore[mine] */}\n{f(1)}</b>\n"),
    ("a.go", "go", "package a\nfunc g() { f(1) } // hardwon: ignore[mine]\n"),
    ("a.py", "python", "f(  # hardwon: ignore[mine]\n  1)\n"),
]


@pytest.mark.parametrize(("path", "language", "text"), COMMENTS)
def test_a_comment_silences_a_lessons_rule(path: str, language: str, text: str) -> None:
    user = pattern({"kind": "call" if language == "python" else "call_expression", "regex": "^f"}, language)
    report = check({path: text}, user)
    assert (report.findings, report.suppressed) == ((), 1)


def test_a_comment_that_silences_nothing_is_told_in_any_language() -> None:
    user = pattern("f($A)", "ts".replace("ts", "typescript"))
    text = 'let a = "// hardwon: ignore[mine]"\ng() // hardwon: ignore[mine]\ng() // hardwon: ignore[mien]\n'
    report = check_texts({"a.ts": text}, users=[user])
    assert [(f.rule, f.line, f.message) for f in report.findings] == [
        ("unused-suppression", 2, "nothing here breaks `mine`"),
        ("unused-suppression", 3, "there is no rule `mien`"),
    ]


def fingerprint(text: str, rule: UserPattern, path: str = "a.ts") -> str:
    return only({path: text}, rule).fingerprint


def test_a_fingerprint_stays_when_lines_move_and_a_formatter_runs() -> None:
    rule = pattern("log($$$A)", "typescript")
    before = "function f() {\n  log(a, 'b')\n}\n"
    assert fingerprint(before, rule) == fingerprint('\n\nfunction f() {\n    log(\n a,\n "b");\n}\n', rule)
    assert fingerprint(before, rule) == fingerprint(before, rule, "b/c.mts")
    assert fingerprint(before, rule) != fingerprint(before.replace("function f", "function g"), rule)
    assert fingerprint(before, rule) != fingerprint(before.replace("'b'", "'c'"), rule)


WORDS: list[tuple[Any, str, bool]] = [
    ("time.sleep($A)", "time.sleep(1)", True),
    ("time.sleep($A)", "import time", False),
    ({"any": [{"pattern": "foo()"}, {"pattern": "bar()"}]}, "bar", True),
    ({"any": [{"pattern": "foo()"}, {"pattern": "bar()"}]}, "baz", False),
    ({"any": [{"pattern": "foo()"}, {"kind": "call"}]}, "baz", True),
    ({"pattern": "foo()", "not": {"inside": {"pattern": "bar()"}}}, "foo", True),
    ({"kind": "call", "inside": {"pattern": "class Foo: $$$", "stopBy": "end"}}, "class Bar", False),
    ({"pattern": {"context": "class A: $X = 1", "selector": "assignment"}}, "x = 1", True),
    ({"pattern": {"context": "foo()", "strictness": "signature"}}, "bar()", True),
    ({"matches": "one"}, "other", False),
    ({"all": [{"kind": "call"}, {"pattern": "$F(x)"}]}, "y", False),
    ({"regex": "foo"}, "anything", True),
]


@pytest.mark.parametrize(("rule", "text", "worth"), WORDS, ids=lambda value: str(value)[:30])
def test_a_text_without_the_rules_words_is_not_parsed(rule: Any, text: str, worth: bool) -> None:
    user = pattern(rule, parts={"utils": {"one": {"pattern": "foo()"}}})
    assert may_match(words_of(user), text.encode()) is worth
