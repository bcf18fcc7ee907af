import discord
from discord.ext import commands

from polls.repository import close_poll, count_votes

bot = commands.Bot(command_prefix="!", intents=discord.Intents.default())


@bot.command()
async def votes(ctx: commands.Context, poll_id: int):
    await ctx.send(f"{await count_votes(poll_id)} votes")


@bot.command()
async def close(ctx: commands.Context, poll_id: int):
    close_poll(poll_id)
    await ctx.send("The poll is closed.")
