"""What the commands about lessons share: kinds, and costs as people write them."""

import click

KINDS = ("decision", "fix", "gotcha", "pattern", "domain")


def read_minutes(ctx: click.Context, parameter: click.Parameter, value: str | None) -> int:
    """The callback of an option: the minutes that `2h` or `30m` stand for, 0 for none."""
    from hardwon.lessons import read_cost

    minutes = read_cost(value) if value else 0
    if minutes is None:
        raise click.BadParameter("write hours and minutes such as 2h, 30m or 1h30m")
    return minutes
