"""`hardwon mcp`."""

import sys

import click

from hardwon.cli.options import repo_option

_PORT = 7434


@click.command(short_help="Serve lessons, checks and sessions to agents over MCP.")
@repo_option
@click.option("--http", is_flag=True, help="Serve over streamable HTTP, on this machine alone.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=_PORT,
    show_default=True,
    help="Where, with --http; 0 for any.",
)
@click.option(
    "--token", "wants_token", is_flag=True, help="With --http: make up a token, print it, ask for it."
)
def command(repo: str, http: bool, port: int, wants_token: bool) -> None:
    """Serve this repository to an agent over the Model Context Protocol, on standard input and output.

    Tools: recall, learn, check, context, sessions, judge. Resources: lesson://SLUG and worklog://SESSION.
    Prompts: review, retrospective. It needs no `hardwon init` and no daemon; a daemon makes it faster.

    With --http it stays until Ctrl-C, for any number of clients. A token in HARDWON_MCP_TOKEN is asked of
    each of them.

    \b
    Examples:
      hardwon mcp                        for an agent's configuration
      hardwon mcp --http                 http://127.0.0.1:7434/mcp
      hardwon mcp --http --port 0 --token
    """
    from hardwon.assembly.mcp_desk import Counter
    from hardwon.integrations import serve_mcp, serve_mcp_over_http

    if wants_token and not http:
        raise click.UsageError("--token is for --http -> add --http, or leave it out")
    desk = Counter(repo)
    if not http:
        if sys.stdin.isatty():
            click.echo("waiting for a client on standard input; Ctrl-C to stop", err=True)
        serve_mcp(desk)
        return
    token = _token(wants_token)
    serve_mcp_over_http(desk, port=port, token=token, ready=lambda url: click.echo(f"ready {url}"))


def _token(wanted: bool) -> str:
    from hardwon.assembly.configuration import environment

    given = environment().get("HARDWON_MCP_TOKEN", "")
    if given or not wanted:
        return given
    from secrets import token_urlsafe

    token = token_urlsafe(24)
    click.echo(f"token {token}")
    return token
