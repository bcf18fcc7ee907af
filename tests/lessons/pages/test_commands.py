"""What a command does, apart from what it only says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardwon.lessons.pages.commands import command_breaches, done_by, without_wrapping
from hardwon.lessons.pages.lesson import CommandRule

FORCE = "git push --force"


@pytest.mark.parametrize(
    "command",
    [
        f'git commit -m "never {FORCE}"',
        f"git commit -am 'never {FORCE} again' && git push",
        f"git commit --message='never {FORCE}'",
        f"git commit -m \"$(cat <<'EOF'\nnever {FORCE}\n\nbecause (see docs)\nEOF\n)\"",
        f'echo "do not {FORCE}"',
        f"echo do not {FORCE} >> NOTES.md",
        f"cat > docs/a.md <<EOF\n{FORCE}\nEOF\nls",
        f"cat <<'END' >> a.sh\n{FORCE}\nEND",
        f'gh pr create --title "Fix" --body "we used to {FORCE}"',
        f'hardwon lessons reject c-1 --because "{FORCE} is fine here"',
        f'printf "%s" "{FORCE}" | grep force',
    ],
)
def test_what_is_only_said_is_not_done(command: str) -> None:
    assert FORCE not in done_by(command)


@pytest.mark.parametrize(
    "command",
    [
        FORCE,
        f"cd app && {FORCE} origin main",
        f"(git add . ; {FORCE})",
        f'git commit -m "done" && {FORCE}',
        f'git commit -m "it\'s done"; {FORCE}',
        f'echo "{FORCE}" | sh',
        f"bash <<EOF\n{FORCE}\nEOF",
        f"ssh host <<'EOF'\n{FORCE}\nEOF",
        f'echo "$({FORCE})"',
        f'git commit -m "$({FORCE})"',
        f'bash -c "{FORCE}"',
        f"cat <<EOF\nx\nEOF\n{FORCE}",
        f"echo it\\'s on\n{FORCE}",
        f"GIT_TRACE=1 {FORCE}",
        f'psql -c "select 1"; {FORCE}',
        f"cat <<EOF | bash\n{FORCE}\nEOF",
    ],
)
def test_what_is_done_stays(command: str) -> None:
    assert FORCE in done_by(command)


def test_other_words_and_all_lines_stay_where_they_are() -> None:
    command = 'git commit -m "a\nb" file.py\nls'
    assert done_by(command) == "git commit -m   \n   file.py\nls"


@given(st.text(alphabet="ab'\"\\$()`<>|&;\n -=EOF", max_size=60))
def test_any_text_keeps_its_length_and_its_lines(command: str) -> None:
    done = done_by(command)
    assert len(done) == len(command)
    assert [place for place, sign in enumerate(done) if sign == "\n"] == [
        place for place, sign in enumerate(command) if sign == "\n"
    ]


MEANT = CommandRule(r"(?:^|[;&|(] *)git push --force\b")


@pytest.mark.parametrize(
    "command",
    [
        f'bash -lc "{FORCE} origin main"',
        f"sh -c 'cd app && {FORCE}'",
        f"bash -c \"sh -c '{FORCE}'\"",
        f"sudo -E {FORCE}",
        f"A=1 B='2 3' {FORCE}",
        f"timeout 60 env A=1 {FORCE}",
        f"/usr/bin/{FORCE}",
        f"if true; then {FORCE}; fi",
        f"{{ {FORCE}; }}",
        "git -C ../other -c a.b=c --no-pager push --force",
        f"ls && sudo {FORCE}",
    ],
)
def test_what_another_program_runs_is_done(command: str) -> None:
    assert command_breaches(MEANT, command)


@pytest.mark.parametrize(
    "command",
    [
        f"bash -c 'git commit -m \"never {FORCE}\"'",
        f'bash -c "git commit -m \\"never {FORCE}\\""',
        f"sudo echo '{FORCE}'",
        f"grep -rn '{FORCE}' docs",
        f"bash script.sh -c '{FORCE}'",
        f'sudo git commit -m "never {FORCE}"',
        f"cat <<EOF > a.md\nsudo {FORCE}\nEOF",
    ],
)
def test_what_another_program_only_says_is_not_done(command: str) -> None:
    assert not command_breaches(MEANT, command)


def test_what_stands_around_a_wrapping_stays() -> None:
    text = "fuser .git/index.lock || sudo rm .git/index.lock  # so"

    assert without_wrapping(text) == "fuser .git/index.lock || rm .git/index.lock  # so"


@given(st.text(alphabet="git sudo'\"\\$(`);|&<\n-cbash=", max_size=60))
def test_any_text_can_be_unwrapped(command: str) -> None:
    assert len(without_wrapping(command)) <= len(command) + command.count("/")
