"""Where in a repository the guides, the docs index, the review template and the CI of that project are."""

import re
from dataclasses import dataclass

from hardwon.core import SECTION_BEGIN
from hardwon.integrations.tree import Tree, Unusable

GITHUB_WORKFLOW = ".github/workflows/hardwon.yml"
_OTHER_CI = (
    (".gitlab-ci.yml", "GitLab"),
    (".circleci", "CircleCI"),
    ("azure-pipelines.yml", "Azure Pipelines"),
    ("bitbucket-pipelines.yml", "Bitbucket"),
    ("Jenkinsfile", "Jenkins"),
    (".woodpecker.yml", "Woodpecker"),
)
_GUIDES = (("", "CLAUDE.md"), (".claude", "CLAUDE.md"), ("", "AGENTS.md"))
_TEMPLATE_FOLDERS = (".github", "", "docs")
_TEMPLATE_NAMES = ("pull_request_template.md", "pull_request_template.txt", "pull_request_template")
_GITLAB_TEMPLATES = ".gitlab/merge_request_templates"
_DOCS = ("README.md", "index.md")
LESSON_DOCS = "docs/lessons"  # where `hardwon docs` writes, if the settings do not say otherwise
# Where one of these is, docs/index.md is the front page of a site for the project's users: no place for this.
_SITES = (
    "mkdocs.yml",
    "mkdocs.yaml",
    "zensical.toml",
    "_config.yml",
    "docs/_config.yml",
    "docs/conf.py",
    "docs/docs.json",
    "docs/mint.json",
    "docs/.vitepress",
    "docusaurus.config.js",
    "docusaurus.config.ts",
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The files to write into, as paths of the repository; empty where the project has no use for one."""

    guides: tuple[str, ...]
    docs_index: str
    review_template: str
    workflow: str
    other_ci: str


def survey(tree: Tree) -> Layout:
    """Where this project would look for what init writes: the files it has, else the usual names."""
    other_ci = "" if tree.has(".github") else next((name for path, name in _OTHER_CI if tree.has(path)), "")
    indexes = tree.named("docs", *(_DOCS[:1] if is_site(tree) else _DOCS))
    return Layout(
        guides=_guides(tree),
        docs_index=indexes[0] if indexes else "",
        review_template=_review_template(tree, other_ci),
        workflow="" if other_ci else GITHUB_WORKFLOW,
        other_ci=other_ci,
    )


def is_site(tree: Tree) -> bool:
    """Whether `docs` is made into a site for the project's users."""
    return any(map(tree.has, _SITES))


def section_places(tree: Tree) -> tuple[str, ...]:
    """Every existing Markdown file in which a section of ours may stand, each once, however it is linked."""
    guides = [path for folder, name in _GUIDES for path in tree.named(folder, name)]
    templates = [path for folder in _TEMPLATE_FOLDERS for path in tree.named(folder, *_TEMPLATE_NAMES)]
    documents = [*tree.named("docs", *_DOCS), *tree.named(LESSON_DOCS, "README.md", "checklist.md")]
    paths = [*guides, *documents, *templates, *tree.named(_GITLAB_TEMPLATES, "Default.md")]
    return tuple(dict.fromkeys(map(tree.canonical, paths)))


def _guides(tree: Tree) -> tuple[str, ...]:
    """CLAUDE.md and AGENTS.md; one of them where both are the same file or the first takes in the second."""
    agents = next(iter(tree.named("", "AGENTS.md")), "AGENTS.md")
    claude = next(iter((*tree.named("", "CLAUDE.md"), *tree.named(".claude", "CLAUDE.md"))), "CLAUDE.md")
    if imports(tree, claude, agents):
        return (tree.canonical(agents),)
    return tuple(dict.fromkeys(map(tree.canonical, (claude, agents))))


def imports(tree: Tree, claude: str, agents: str) -> bool:
    """Whether a line of `claude` is an import (`@path`) of `agents`, and no section of ours is in it."""
    try:
        data = tree.read(claude) or b""
    except Unusable:
        return False
    line = re.compile(
        rb"^[ \t]*[-*]?[ \t]*@(?:\.{0,2}/)*" + re.escape(agents).encode() + rb"\s*$",
        re.MULTILINE | re.IGNORECASE,
    )
    return line.search(data) is not None and SECTION_BEGIN.encode() not in data


def _review_template(tree: Tree, other_ci: str) -> str:
    if other_ci == "GitLab":
        return next(iter(tree.named(_GITLAB_TEMPLATES, "Default.md")), f"{_GITLAB_TEMPLATES}/Default.md")
    if other_ci:
        return ""
    for folder in _TEMPLATE_FOLDERS:
        for path in tree.named(folder, *_TEMPLATE_NAMES):
            return path
    return ".github/pull_request_template.md"
