"""How sessions live: resumed, in the middle of work, by which process, private. The registry is replayed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXTS = ("agent", "title", "cwd", "branch", "parent", "origin", "started", "last", "ended", "state")
_COUNTS = ("titled", "turns", "replies", "tools", "errors", "progress")


def upgrade() -> None:
    _replace(
        *_columns(),
        sa.Column("worked", sa.Text, nullable=False),
        sa.Column("taken_up", sa.Text, nullable=False),
        sa.Column("resumed", sa.Integer, nullable=False),
        sa.Column("amid", sa.Integer, nullable=False),
        sa.Column("prompts", sa.Integer, nullable=False),
        sa.Column("pid", sa.BigInteger, nullable=False),
        sa.Column("pid_started", sa.BigInteger, nullable=False),
        sa.Column("private", sa.Text),
    )


def downgrade() -> None:
    _replace(*_columns())


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in _TEXTS),
        *(sa.Column(name, sa.Integer, nullable=False) for name in _COUNTS),
    ]


def _replace(*columns: sa.Column[Any]) -> None:
    """Makes the table anew and empty; the journal replays its events into it at its opening."""
    op.drop_table("session")
    op.create_table("session", *columns)
    op.create_index("session_last", "session", ["last"])
    op.create_index("session_parent", "session", ["parent"])
    op.execute("DELETE FROM session_call")
    op.execute("DELETE FROM projection WHERE name = 'sessions'")
