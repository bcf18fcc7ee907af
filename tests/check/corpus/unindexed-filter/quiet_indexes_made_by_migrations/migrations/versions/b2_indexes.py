from alembic import op

revision = "b2"
down_revision = "a1"


def upgrade():
    with op.batch_alter_table("parcel", schema=None) as batch_op:
        batch_op.create_index("ix_parcel_depot_weight", ["depot", "weight"])
    op.execute("CREATE INDEX IF NOT EXISTS ix_parcel_scanned ON parcel (scanned_at DESC)")


def downgrade():
    op.execute("DROP INDEX ix_parcel_scanned")
    op.drop_index("ix_parcel_depot_weight", table_name="parcel")
