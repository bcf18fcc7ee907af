import enum


class Verdict(enum.Enum):
    OPEN = "open"
    KEPT = "kept"
    REMOVED = "removed"


class Severity(enum.IntEnum):
    LOW = 1
    HIGH = 2
