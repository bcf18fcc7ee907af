import discord
from discord.ext import commands

from playlist.service import PlaylistNotFound, PlaylistService

bot = commands.Bot("!", intents=discord.Intents.default())
service = PlaylistService()


@bot.command()
async def add(ctx: commands.Context, playlist_id: int, track: str) -> None:
    try:
        await service.append(playlist_id, track)
    except PlaylistNotFound:
        await ctx.send("no such playlist")


@bot.command()
async def clear(ctx: commands.Context, playlist_id: int) -> None:
    await service.clear(playlist_id)
