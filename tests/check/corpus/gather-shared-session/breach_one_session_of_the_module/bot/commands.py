import asyncio

import discord
from discord.ext import commands

from bot import storage


class Ranking(commands.Cog):
    def __init__(self, bot: commands.Bot) -> None:
        self.bot = bot

    @commands.command()
    async def me(self, ctx: commands.Context) -> None:
        who = ctx.author.id
        total, labels = await asyncio.gather(storage.points(who), storage.badges(who))  # here
        await ctx.send(embed=discord.Embed(title=f"{total} points", description=", ".join(labels)))

    @commands.command()
    async def ends(self, ctx: commands.Context) -> None:
        best, worst = await asyncio.gather(storage.best(), storage.worst())
        await ctx.send(f"first: {best}, last: {worst}")


async def setup(bot: commands.Bot) -> None:
    await bot.add_cog(Ranking(bot))
