"""Each text goes where the project would look for it."""

from pathlib import Path

import pytest

from hardwon.integrations.layout import GITHUB_WORKFLOW, section_places, survey
from hardwon.integrations.tree import Tree
from tests.integrations.trees import write


def touch(root: Path, *paths: str) -> Tree:
    write(root, dict.fromkeys(paths, b"hello\n"))
    return Tree(root)


def test_an_empty_repository_gets_the_usual_names(tmp_path: Path) -> None:
    found = survey(Tree(tmp_path))
    assert found.guides == ("CLAUDE.md", "AGENTS.md")
    assert found.review_template == ".github/pull_request_template.md"
    assert found.workflow == GITHUB_WORKFLOW
    assert found.docs_index == ""


@pytest.mark.parametrize(
    "path",
    [
        ".github/PULL_REQUEST_TEMPLATE.md",
        ".github/pull_request_template.txt",
        "PULL_REQUEST_TEMPLATE.md",
        "docs/Pull_Request_Template.md",
    ],
)
def test_a_review_template_is_found_in_its_legal_places(path: str, tmp_path: Path) -> None:
    tree = touch(tmp_path, path)
    assert survey(tree).review_template == path
    assert section_places(tree) == (path,)


@pytest.mark.parametrize("path", ["docs/README.md", "docs/index.md", "docs/Readme.md"])
def test_a_docs_index_is_found(path: str, tmp_path: Path) -> None:
    tree = touch(tmp_path, path)
    assert survey(tree).docs_index == path
    assert section_places(tree) == (path,)


@pytest.mark.parametrize("site", ["mkdocs.yml", "docs/conf.py"])
def test_the_front_page_of_a_projects_site_is_no_place_for_lessons(site: str, tmp_path: Path) -> None:
    assert survey(touch(tmp_path, "docs/index.md", site)).docs_index == ""
    assert survey(touch(tmp_path, "docs/README.md")).docs_index == "docs/README.md"


@pytest.mark.parametrize("text", ["@AGENTS.md\n", "@AGENTS.md", "# Ours\n\n - @./AGENTS.md\r\nmore\n"])
def test_a_guide_that_takes_in_the_other_is_left_alone(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"CLAUDE.md": text.encode()})
    assert survey(Tree(tmp_path)).guides == ("AGENTS.md",)


def test_a_guide_that_only_speaks_of_the_other_is_written(tmp_path: Path) -> None:
    write(tmp_path, {"CLAUDE.md": b"Mail me@AGENTS.md or see AGENTS.md.\n"})
    assert survey(Tree(tmp_path)).guides == ("CLAUDE.md", "AGENTS.md")


@pytest.mark.parametrize(("link", "target"), [("CLAUDE.md", "AGENTS.md"), ("AGENTS.md", "CLAUDE.md")])
@pytest.mark.parametrize("exists", [True, False])
def test_a_guide_that_is_a_link_to_the_other_is_written_once(
    link: str, target: str, exists: bool, tmp_path: Path
) -> None:
    (tmp_path / link).symlink_to(target)
    if exists:
        (tmp_path / target).write_text("# Ours\n")
    assert survey(Tree(tmp_path)).guides == (target,)
    assert section_places(Tree(tmp_path)) == (target,)


def test_a_guide_in_its_other_place_or_case_is_the_guide(tmp_path: Path) -> None:
    assert survey(touch(tmp_path, ".claude/CLAUDE.md", "Agents.md")).guides == (
        ".claude/CLAUDE.md",
        "Agents.md",
    )


@pytest.mark.parametrize(
    ("path", "name"),
    [(".gitlab-ci.yml", "GitLab"), ("Jenkinsfile", "Jenkins"), (".circleci/config.yml", "CircleCI")],
)
def test_another_ci_gets_no_github_workflow(path: str, name: str, tmp_path: Path) -> None:
    found = survey(touch(tmp_path, path))
    assert (found.other_ci, found.workflow) == (name, "")
    assert ".github" not in found.review_template


def test_gitlab_has_a_review_template_of_its_own(tmp_path: Path) -> None:
    tree = touch(tmp_path, ".gitlab-ci.yml")
    assert survey(tree).review_template == ".gitlab/merge_request_templates/Default.md"
    touch(tmp_path, ".gitlab/merge_request_templates/default.md")
    assert survey(tree).review_template == ".gitlab/merge_request_templates/default.md"


def test_a_repository_with_both_is_one_of_github(tmp_path: Path) -> None:
    found = survey(touch(tmp_path, ".gitlab-ci.yml", ".github/dependabot.yml"))
    assert (found.other_ci, found.workflow) == ("", GITHUB_WORKFLOW)
