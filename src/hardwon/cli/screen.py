"""The terminal as rich writes to it, which obeys nothing that sessions, logs or files say."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from hardwon.cli.controls import harmless


class Screen(Console):
    """A console that leaves out control characters, but for rich's own."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """As rich has it, of what `renderable` says without what a terminal would obey."""
        for segment in super().render(renderable, options):
            text = harmless(segment.text)
            own = segment.control or text == segment.text
            yield segment if own else Segment(text, segment.style)
