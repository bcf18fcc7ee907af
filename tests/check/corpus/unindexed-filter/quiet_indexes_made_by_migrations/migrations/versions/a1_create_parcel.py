import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "parcel",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("tracking", sa.String(32), nullable=False),
        sa.Column("depot", sa.String(8), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("scanned_at", sa.DateTime(), nullable=False),
        sa.UniqueConstraint("tracking"),
    )


def downgrade():
    op.drop_table("parcel")
