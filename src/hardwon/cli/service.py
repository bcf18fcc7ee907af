"""`hardwon service`."""

import click

from hardwon.assembly import open_workspace
from hardwon.assembly.servicing import (
    ServiceState,
    has_manager,
    install_service,
    service_plan,
    service_state,
    uninstall_service,
)
from hardwon.cli.options import console, emit_json, format_option, repo_option
from hardwon.integrations import ServicePlan


@click.group(short_help="Keep the daemon up: install, uninstall, status.")
def command() -> None:
    """Keep the daemon of this repository up, as a service of your own: systemd's, or launchd's.

    It starts when you log in, is started again when it fails, ever more rarely, and when it hangs.

    \b
    Examples:
      hardwon service install --dry-run    what it would write and run
      hardwon service install
      hardwon service status
    """


@command.command("install")
@repo_option
@click.option("--dry-run", is_flag=True, help="Show the file and the commands; write and run nothing.")
def install(repo: str, dry_run: bool) -> None:
    """Write the service's file and start it; again, to renew it.

    \b
    Examples:
      hardwon service install --dry-run
      hardwon service install --repo ../shop-api
    """
    workspace = open_workspace(repo)
    if dry_run:
        _show_plan(service_plan(workspace))
        return
    plan = install_service(workspace)
    out = console()
    out.print(f"wrote    {plan.file}", markup=False)
    out.print(f"started  {plan.name}", markup=False)
    out.print("-> hardwon service status", style="dim", markup=False)


@command.command("uninstall")
@repo_option
def uninstall(repo: str) -> None:
    """Stop the service and take its file away; what the daemon has written stays.

    \b
    Examples:
      hardwon service uninstall
    """
    plan = uninstall_service(open_workspace(repo))
    if plan is None:
        console().print("no service is installed for this repository; nothing to take back")
        return
    console().print(f"stopped  {plan.name}\nremoved  {plan.file}", markup=False)


@command.command("status")
@repo_option
@format_option()
@click.pass_context
def status(ctx: click.Context, repo: str, output_format: str) -> None:
    """Say whether the service is installed, and the daemon up; exit code 1 where it is not.

    \b
    Examples:
      hardwon service status
      hardwon service status --format json
    """
    state = service_state(open_workspace(repo))
    if output_format == "json":
        emit_json(_document(state))
    else:
        _show_state(state)
    ctx.exit(0 if state.daemon is not None else 1)


def _document(state: ServiceState) -> dict[str, object]:
    daemon = state.daemon
    return {
        "version": 1,
        "name": state.plan.name,
        "file": str(state.plan.file),
        "installed": state.is_installed,
        "current": state.is_current,
        "active": state.is_active,
        "pid": daemon.pid if daemon else None,
        "url": (daemon.url or None) if daemon else None,
    }


def _show_plan(plan: ServicePlan) -> None:
    out = console()
    out.print(f"would write {plan.file}\n", markup=False, style="bold")
    out.print(plan.text.decode("utf-8", "replace"), markup=False)
    out.print("would run", style="bold")
    for words in plan.start:
        out.print(f"  {' '.join(words)}", markup=False)
    if not has_manager(plan):
        out.print(f"\nnobody runs services here -> {plan.absent}", style="yellow", markup=False)


def _show_state(state: ServiceState) -> None:
    out = console()

    def row(name: str, text: str, step: str = "") -> None:
        out.print(f"{name:<10} {text}{f'  -> {step}' if step else ''}", markup=False)

    if not state.is_installed:
        row("service", "not installed", "hardwon service install")
    elif not state.is_current:
        row("service", f"{state.plan.file}, of another time or place", "hardwon service install renews it")
    else:
        row("service", str(state.plan.file))
    if state.is_installed:
        row("runs", "yes" if state.is_active else "no", "" if state.is_active else state.plan.log)
    if state.daemon is None:
        row("daemon", "not up", "" if state.is_installed else "hardwon up")
    else:
        row("daemon", f"up, process {state.daemon.pid}{f', {state.daemon.url}' if state.daemon.url else ''}")
