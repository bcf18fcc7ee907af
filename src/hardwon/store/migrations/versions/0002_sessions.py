"""Sessions and their calls, folded from `session.*` events; what was taken in, from `import.read`."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("titled", sa.Integer, nullable=False),
        sa.Column("cwd", sa.Text, nullable=False),
        sa.Column("branch", sa.Text, nullable=False),
        sa.Column("parent", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("started", sa.Text, nullable=False),
        sa.Column("last", sa.Text, nullable=False),
        sa.Column("ended", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("replies", sa.Integer, nullable=False),
        sa.Column("tools", sa.Integer, nullable=False),
        sa.Column("errors", sa.Integer, nullable=False),
        sa.Column("progress", sa.Integer, nullable=False),
    )
    op.create_index("session_last", "session", ["last"])
    op.create_index("session_parent", "session", ["parent"])
    op.create_table(
        "session_call",
        sa.Column("session", sa.Text, primary_key=True),
        sa.Column("call", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("tool", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("result_line", sa.Integer),
        sa.Column("failed", sa.Integer),
    )
    op.create_index("session_call_target", "session_call", ["target"])
    op.create_table(
        "intake",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("head", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("read", sa.Text, nullable=False),
    )
    op.create_index("intake_path", "intake", ["path"])
    op.create_index("intake_head", "intake", ["head"])


def downgrade() -> None:
    for table in ("intake", "session_call", "session"):
        op.drop_table(table)
