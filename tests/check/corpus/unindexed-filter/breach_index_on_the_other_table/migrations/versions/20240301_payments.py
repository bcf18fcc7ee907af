"""payments are looked up by reference and by invoice"""

from alembic import op

revision = "20240301"
down_revision = "20240211"


def upgrade() -> None:
    op.create_index("ix_payments_reference", "payments", ["reference"])
    with op.batch_alter_table("payments") as batch_op:
        batch_op.create_index(batch_op.f("ix_payments_invoice_id"), ["invoice_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_payments_invoice_id", table_name="payments")
    op.drop_index("ix_payments_reference", table_name="payments")
