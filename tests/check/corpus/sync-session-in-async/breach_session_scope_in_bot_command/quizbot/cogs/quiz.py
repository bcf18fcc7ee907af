import asyncio

from discord.ext import commands

from quizbot import scores
from quizbot.db import Player, session_scope


class Quiz(commands.Cog):
    def __init__(self, bot):
        self.bot = bot

    @commands.command()
    async def award(self, ctx, points: int):
        if points <= 0:
            return await ctx.send("Points are positive.")
        with session_scope() as session:  # here
            player = session.get(Player, ctx.author.id) or Player(discord_id=ctx.author.id, points=0)
            player.points += points
            session.add(player)
        await ctx.send("Noted.")

    @commands.command()
    async def table(self, ctx):
        rows = await asyncio.to_thread(scores.top)
        await ctx.send("\n".join(f"<@{who}>: {points}" for who, points in rows))
