import logging

from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

from bookmarks import enrich as enriching

logger = logging.getLogger(__name__)


async def save(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    found = await enriching.enrich_all([{"url": url} for url in context.args or ()])
    for bookmark in found:
        await update.message.reply_text(f"Saved: {bookmark['title']}")


async def save_one(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    bookmark = await enriching.enrich({"url": context.args[0]})
    await update.message.reply_text(bookmark["title"])


def main() -> None:
    application = Application.builder().token("set-me").build()
    application.add_handler(CommandHandler("save", save))
    application.add_handler(CommandHandler("one", save_one))
    application.run_polling()


if __name__ == "__main__":
    main()
