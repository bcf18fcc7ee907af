import asyncio
from collections import Counter

import click

from .github import GitHub


async def collect(owner: str, forks: bool) -> Counter:
    async with GitHub() as github:
        repos = [r for r in await github.repos(owner) if forks or not r["fork"]]
        per_repo = []
        for repo in repos:
            per_repo.append(await github.languages(repo["full_name"]))  # here: warning
    total: Counter = Counter()
    for languages in per_repo:
        total.update(languages)
    return total


@click.command()
@click.argument("owner")
@click.option("--forks/--no-forks", default=False)
def main(owner: str, forks: bool) -> None:
    total = asyncio.run(collect(owner, forks))
    everything = sum(total.values()) or 1
    for language, size in total.most_common(10):
        click.echo(f"{language:<20}{size / everything:6.1%}")
