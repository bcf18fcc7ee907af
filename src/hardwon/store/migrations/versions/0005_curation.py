"""What became of candidates, and every decision about lessons. The candidates are replayed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _replace(
        *_columns(),
        sa.Column("found", sa.Integer, nullable=False),
        sa.Column("because", sa.Text),
        sa.Column("into", sa.Text),
        sa.Column("cost", sa.Integer, nullable=False),
        sa.Column("files", sa.Text, nullable=False),
    )
    op.create_table(
        "lesson_decision",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("time", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("candidate", sa.Text, nullable=False),
        sa.Column("into", sa.Text, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("undoes", sa.Text, nullable=False),
        sa.Column("standing", sa.Integer, nullable=False),
    )
    op.create_index("lesson_decision_offset", "lesson_decision", ["offset"])
    op.create_index("lesson_decision_candidate", "lesson_decision", ["candidate"])
    op.create_index("lesson_decision_undoes", "lesson_decision", ["undoes"])


def downgrade() -> None:
    op.drop_table("lesson_decision")
    _replace(*_columns())


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("time", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("slug", sa.Text),
    ]


def _replace(*columns: sa.Column[Any]) -> None:
    """Makes the table anew and empty; the journal replays its events into it at its opening."""
    op.drop_table("candidate")
    op.create_table("candidate", *columns)
    op.create_index("candidate_state", "candidate", ["state", "score"])
    op.execute("DELETE FROM projection WHERE name = 'candidates'")
