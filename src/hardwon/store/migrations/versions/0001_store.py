"""The journal: events, the store's own facts, how far each projection has come."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column(
            "offset",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("source", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("time", sa.Text, nullable=False),
        sa.Column("session", sa.Text),
        sa.Column("payload", sa.Text, nullable=False),
    )
    op.create_index("event_session", "event", ["session", "offset"])
    op.create_index("event_kind", "event", ["kind", "offset"])
    op.create_table(
        "meta", sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False)
    )
    op.create_table(
        "projection",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("offset", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("projection", "meta", "event"):
        op.drop_table(table)
