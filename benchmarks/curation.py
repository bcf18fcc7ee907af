"""What the pipeline would make lessons of, for somebody to judge: each candidate with evidence and reasons.

    python benchmarks/curation.py TRANSCRIPTS [--repo PATH] [--first N]

TRANSCRIPTS (files, or a directory) are imported into a journal in a temporary directory, and with `--repo`
the history and guides of that repository, of which a clone is made. Nothing else is read or written. It
goes the way of `hardwon import` and `hardwon lessons list --status candidate`; the same input gives the same
Markdown.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hardwon.assembly import import_everything, open_workspace
from hardwon.lessons import Candidate, list_candidates


def main() -> int:
    parser = argparse.ArgumentParser(description="Print the candidates of transcripts and a repository.")
    parser.add_argument("transcripts", type=Path, nargs="*")
    parser.add_argument("--repo", type=Path, help="a git repository whose history and guides are read, too")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="print the N surest alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = candidates_of(options.transcripts, options.repo, Path(folder))
    shown = found[: options.first] if options.first else found
    print(f"# {len(shown)} of {len(found)} candidates, the surest first\n")
    for number, candidate in enumerate(shown, 1):
        print(entry(number, candidate))
    return 0


def candidates_of(transcripts: Sequence[Path], repo: Path | None, folder: Path) -> list[Candidate]:
    """The candidates that wait for a decision once all has been imported, best score first."""
    root = folder / "repo"
    if repo is None:
        subprocess.run(["git", "init", "-q", str(root)], check=True)
    else:
        # Clones of a local path would share its files by hard links.
        subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(repo.resolve()), str(root)], check=True)
    nobody = folder / "home"
    nobody.mkdir()
    workspace = replace(open_workspace(root), home=nobody)
    if transcripts:
        import_everything(workspace, [path.resolve() for path in transcripts])
    if repo is not None:
        import_everything(workspace)
    with workspace.reader() as reader:
        return list_candidates(reader)


def entry(number: int, candidate: Candidate) -> str:
    """One candidate as a section of Markdown; its body is quoted, since it may hold headings of its own."""
    body = "\n".join(f"> {line}".rstrip() for line in candidate.body.splitlines())
    facts = f"{candidate.score:.2f} · {candidate.kind} · {candidate.origin} · {', '.join(candidate.evidence)}"
    return f"## {number}. {candidate.title}\n\n{facts}\n\nWhy: {'; '.join(candidate.reasons)}\n\n{body}\n"


if __name__ == "__main__":
    sys.exit(main())
