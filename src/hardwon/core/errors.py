"""The root of every error that hardwon raises on purpose."""


class HardwonError(Exception):
    """Something did not work: `what` says what and where, `next_step` what to do about it.

    Each part of hardwon subclasses it beside the code that raises it. The command line prints
    `what -> next_step` on one line and exits 2.
    """

    def __init__(self, what: str, *, next_step: str) -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what} -> {self.next_step}" if self.next_step else self.what
