"""Comments of pull requests, through GitHub's own command `gh`: it has the token, we do not see it."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardwon.core import HardwonError
from hardwon.integrations.reviews.comment import is_comment

_SECONDS = 60
_QUERY = """\
query($owner: String!, $name: String!, $number: Int!, $endCursor: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    createdAt closedAt
    comments(first: 100, after: $endCursor) {
      nodes { databaseId body viewerDidAuthor author { __typename } }
      pageInfo { hasNextPage endCursor }
} } } }"""
_RIGHTS = "`gh auth status` says who you are; in GitHub Actions set GH_TOKEN and `pull-requests: write`"


class NoGitHub(HardwonError):
    """`gh` is not there."""


class GitHubRefused(HardwonError):
    """`gh` said no, or something that is no answer."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on GitHub; `id` is its number there."""

    id: int
    body: str


@dataclass(frozen=True, slots=True)
class PullRequest:
    """One pull request. Times are ISO 8601; `closed` is empty as long as it is open.

    `comment` looks like ours. It `is_own` where whoever asks has written it, or a bot, such as the action:
    anybody else may have written anything.
    """

    number: int
    opened: str
    closed: str
    comment: Comment | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class GitHub:
    """The repository on GitHub that the one at `root` came from. All methods raise `NoGitHub`,
    `GitHubRefused`.
    """

    root: Path
    environment: Mapping[str, str]

    def pull_request(self, number: int) -> PullRequest:
        """The pull request with its comment of ours, if it has one."""
        words = (
            "-F",
            "owner={owner}",
            "-F",
            "name={repo}",
            "-F",
            f"number={number}",
            "-f",
            f"query={_QUERY}",
        )
        said = self._api("graphql", "--paginate", *words)
        try:
            pages = [page["data"]["repository"]["pullRequest"] for page in _documents(said)]
            nodes = [node for page in pages for node in page["comments"]["nodes"]]
            ours = [node for node in nodes if is_comment(node["body"])]
            ours.sort(key=lambda node: not _is_own(node))
            found = Comment(int(ours[0]["databaseId"]), str(ours[0]["body"])) if ours else None
            times = str(pages[0]["createdAt"]), str(pages[0]["closedAt"] or "")
            return PullRequest(number, *times, found, bool(ours) and _is_own(ours[0]))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise GitHubRefused(
                f"gh api graphql: no answer that can be read ({type(error).__name__})",
                next_step="look at what `gh api graphql` says here, and at `gh --version`",
            ) from None

    def add(self, number: int, body: str) -> None:
        """A new comment on the pull request."""
        self._send("POST", f"repos/{{owner}}/{{repo}}/issues/{number}/comments", body)

    def change(self, comment: Comment, body: str) -> None:
        """The comment with another text."""
        self._send("PATCH", f"repos/{{owner}}/{{repo}}/issues/comments/{comment.id}", body)

    def _send(self, method: str, place: str, body: str) -> None:
        self._api("--method", method, place, "--input", "-", "--silent", given=json.dumps({"body": body}))

    def _api(self, *words: str, given: str = "") -> str:
        try:
            run = subprocess.run(
                ["gh", "api", *words],
                cwd=self.root,
                env=dict(self.environment),
                input=given,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except (FileNotFoundError, PermissionError):
            raise NoGitHub(
                "gh, GitHub's command, is not installed",
                next_step="install it (https://cli.github.com), or post what `hardwon review` prints",
            ) from None
        except subprocess.TimeoutExpired:
            raise GitHubRefused(f"gh gave no answer in {_SECONDS} s", next_step="try again later") from None
        if run.returncode != 0:
            why = (run.stderr.strip() or f"exit code {run.returncode}").splitlines()[0]
            raise GitHubRefused(f"gh api: {why[:300]}", next_step=_RIGHTS)
        return run.stdout


def _is_own(node: Mapping[str, Any]) -> bool:
    author = node["author"] or {}  # nobody, where the account is gone
    return bool(node["viewerDidAuthor"] or author.get("__typename") == "Bot")


def _documents(text: str) -> Iterator[Any]:
    """Each JSON document of `text`: `gh` prints one a page, with nothing between them."""
    decoder, at = json.JSONDecoder(), 0
    while rest := text[at:].lstrip():
        document, length = decoder.raw_decode(rest)
        at = len(text) - len(rest) + length
        yield document
