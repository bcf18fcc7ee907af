from alembic import op

revision = "7c1d"
down_revision = "51aa"


def upgrade():
    op.create_index(op.f("ix_tbl_shipment_shp_carrier"), "tbl_shipment", ["shp_carrier"], unique=False)
    op.create_index("ix_carrier_and_ref", "tbl_shipment", ["shp_carrier", "shp_ref"])


def downgrade():
    op.drop_index("ix_carrier_and_ref", table_name="tbl_shipment")
    op.drop_index(op.f("ix_tbl_shipment_shp_carrier"), table_name="tbl_shipment")
