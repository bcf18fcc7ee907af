"""What lessons came to, counted from the journal's events."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = ("lesson_figure", "lesson_breach", "lesson_showing", "lesson_mark")


def upgrade() -> None:
    op.create_table(
        "lesson_figure",
        sa.Column("slug", sa.Text, primary_key=True),
        sa.Column("rule", sa.Text, primary_key=True),
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("what", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last", sa.Text, nullable=False),
    )
    op.create_table(
        "lesson_breach",
        sa.Column("id", sa.Text, primary_key=True),
        *_texts("tree", "rule", "path", "slug", "opened", "closed"),
        sa.Column("landed", sa.Integer, nullable=False),
        *_texts("breached", "prevented"),
    )
    op.create_table(
        "lesson_showing",
        sa.Column("session", sa.Text, primary_key=True),
        sa.Column("slug", sa.Text, primary_key=True),
        *_texts("first", "tree", "applies", "work", "ended", "outcome", "day"),
    )
    op.create_table("lesson_mark", sa.Column("name", sa.Text, primary_key=True), *_texts("value"))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]
