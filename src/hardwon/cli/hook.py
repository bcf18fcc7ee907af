"""`hardwon hook`."""

import click

from hardwon.integrations import HOOKED, answer_hook


@click.command()
@click.argument("agent", type=click.Choice(list(HOOKED)))
def command(agent: str) -> None:
    """Take one hook event of AGENT from standard input; for the agent to call, not for people.

    The event goes to the daemon, or waits in the spool for the next command where there is none. The exit
    code is 0 whatever happens inside: a hook of hardwon stops no agent.

    \b
    Examples:
      echo '{"hook_event_name": "SessionStart", "session_id": "s1", "cwd": "."}' | hardwon hook claude-code
    """
    answer_hook(agent)
