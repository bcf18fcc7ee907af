"""Where people and agents meet hardwon: guides, pre-commit, CI, review; and what a machine needs for it."""

# Without `typing`: an agent's hook comes through here, and has 50 ms for all it does.
TYPE_CHECKING = False
_HOMES = {
    "briefs.agents": "Agent Agents NoSuchAgent read_agents",
    "briefs.brief": "Brief Gap Order State Surroundings",
    "briefs.composition": "make_brief",
    "briefs.gaps": "missing_files",
    "briefs.portable": "Tree",
    "briefs.rendering": "brief_document fitted read_brief render_brief stored_brief",
    "changes": "Change NotWritten make_changes show_diff size_of",
    "claude": "ask_claude",
    "claude_plugin": "plan_plugin",
    "docs": "counted_on plan_docs",
    "doctor": "Patient examine is_precommit_active is_well",
    "guide": "guide_section",
    "hooks.process": "answer_hook find_state",
    "hooks.advice": "Advice Adviser",
    "hooks.events": "HOOKED read_hook",
    "hooks.gate": "newly_found",
    "mcp.desk": "Draft McpDesk",
    "mcp.http": "serve_mcp_over_http",
    "mcp.stdio": "serve_mcp",
    "installation": "NoPlace Note Plan Starter plan_init plan_sync plan_uninstall",
    "readings": "Level Reading show_size",
    "reviews.comment": "Boxes Review read_boxes write_comment",
    "reviews.github": "GitHub GitHubRefused NoGitHub",
    "repository": "shared_by_git",
    "sections": "BrokenMarkers",
    "service": "ServicePlan plan_service",
    "starters": "NotSetUp plan_init_here plan_sync_here plan_uninstall_here",
    "state": "remove_state",
    "templates.adaptation": "Adapted Left Used adapt",
    "templates.catalog": "NoSuchTemplate Template catalog find_template",
    "templates.modules": "BadModuleName module_files",
    "templates.names": "ProjectNames",
    "templates.survey": "survey",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

if TYPE_CHECKING:
    from hardwon.integrations.briefs.agents import Agent as Agent
    from hardwon.integrations.briefs.agents import Agents as Agents
    from hardwon.integrations.briefs.agents import NoSuchAgent as NoSuchAgent
    from hardwon.integrations.briefs.agents import read_agents as read_agents
    from hardwon.integrations.briefs.brief import Brief as Brief
    from hardwon.integrations.briefs.brief import Gap as Gap
    from hardwon.integrations.briefs.brief import Order as Order
    from hardwon.integrations.briefs.brief import State as State
    from hardwon.integrations.briefs.brief import Surroundings as Surroundings
    from hardwon.integrations.briefs.composition import make_brief as make_brief
    from hardwon.integrations.briefs.gaps import missing_files as missing_files
    from hardwon.integrations.briefs.portable import Tree as Tree
    from hardwon.integrations.briefs.rendering import brief_document as brief_document
    from hardwon.integrations.briefs.rendering import fitted as fitted
    from hardwon.integrations.briefs.rendering import read_brief as read_brief
    from hardwon.integrations.briefs.rendering import render_brief as render_brief
    from hardwon.integrations.briefs.rendering import stored_brief as stored_brief
    from hardwon.integrations.changes import Change as Change
    from hardwon.integrations.changes import NotWritten as NotWritten
    from hardwon.integrations.changes import make_changes as make_changes
    from hardwon.integrations.changes import show_diff as show_diff
    from hardwon.integrations.changes import size_of as size_of
    from hardwon.integrations.claude import ask_claude as ask_claude
    from hardwon.integrations.claude_plugin import plan_plugin as plan_plugin
    from hardwon.integrations.docs import counted_on as counted_on
    from hardwon.integrations.docs import plan_docs as plan_docs
    from hardwon.integrations.doctor import Patient as Patient
    from hardwon.integrations.doctor import examine as examine
    from hardwon.integrations.doctor import is_precommit_active as is_precommit_active
    from hardwon.integrations.doctor import is_well as is_well
    from hardwon.integrations.guide import guide_section as guide_section
    from hardwon.integrations.hooks.advice import Advice as Advice
    from hardwon.integrations.hooks.advice import Adviser as Adviser
    from hardwon.integrations.hooks.events import HOOKED as HOOKED
    from hardwon.integrations.hooks.events import read_hook as read_hook
    from hardwon.integrations.hooks.gate import newly_found as newly_found
    from hardwon.integrations.hooks.process import answer_hook as answer_hook
    from hardwon.integrations.hooks.process import find_state as find_state
    from hardwon.integrations.installation import NoPlace as NoPlace
    from hardwon.integrations.installation import Note as Note
    from hardwon.integrations.installation import Plan as Plan
    from hardwon.integrations.installation import Starter as Starter
    from hardwon.integrations.installation import plan_init as plan_init
    from hardwon.integrations.installation import plan_sync as plan_sync
    from hardwon.integrations.installation import plan_uninstall as plan_uninstall
    from hardwon.integrations.mcp.desk import Draft as Draft
    from hardwon.integrations.mcp.desk import McpDesk as McpDesk
    from hardwon.integrations.mcp.http import serve_mcp_over_http as serve_mcp_over_http
    from hardwon.integrations.mcp.stdio import serve_mcp as serve_mcp
    from hardwon.integrations.readings import Level as Level
    from hardwon.integrations.readings import Reading as Reading
    from hardwon.integrations.readings import show_size as show_size
    from hardwon.integrations.repository import shared_by_git as shared_by_git
    from hardwon.integrations.reviews.comment import Boxes as Boxes
    from hardwon.integrations.reviews.comment import Review as Review
    from hardwon.integrations.reviews.comment import read_boxes as read_boxes
    from hardwon.integrations.reviews.comment import write_comment as write_comment
    from hardwon.integrations.reviews.github import GitHub as GitHub
    from hardwon.integrations.reviews.github import GitHubRefused as GitHubRefused
    from hardwon.integrations.reviews.github import NoGitHub as NoGitHub
    from hardwon.integrations.sections import BrokenMarkers as BrokenMarkers
    from hardwon.integrations.service import ServicePlan as ServicePlan
    from hardwon.integrations.service import plan_service as plan_service
    from hardwon.integrations.starters import NotSetUp as NotSetUp
    from hardwon.integrations.starters import plan_init_here as plan_init_here
    from hardwon.integrations.starters import plan_sync_here as plan_sync_here
    from hardwon.integrations.starters import plan_uninstall_here as plan_uninstall_here
    from hardwon.integrations.state import remove_state as remove_state
    from hardwon.integrations.templates.adaptation import Adapted as Adapted
    from hardwon.integrations.templates.adaptation import Left as Left
    from hardwon.integrations.templates.adaptation import Used as Used
    from hardwon.integrations.templates.adaptation import adapt as adapt
    from hardwon.integrations.templates.catalog import NoSuchTemplate as NoSuchTemplate
    from hardwon.integrations.templates.catalog import Template as Template
    from hardwon.integrations.templates.catalog import catalog as catalog
    from hardwon.integrations.templates.catalog import find_template as find_template
    from hardwon.integrations.templates.modules import BadModuleName as BadModuleName
    from hardwon.integrations.templates.modules import module_files as module_files
    from hardwon.integrations.templates.names import ProjectNames as ProjectNames
    from hardwon.integrations.templates.survey import survey as survey

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
