from django.core.management.base import BaseCommand

from board.legacy import LegacyBoard


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("board")

    def handle(self, *args, **options):
        board = LegacyBoard(options["board"])
        board.reindex()
        self.stdout.write(f"{len(board.posts())} posts")
