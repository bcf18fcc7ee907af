"""Keep updated_at in the database."""

from alembic import op

revision = "3f2a9c1e77b0"
down_revision = "1b0c4d5e6f70"

TABLES = ("accounts", "transfers")


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION set_updated_at() RETURNS trigger AS $$
        BEGIN
            NEW.updated_at = now();
            RETURN NEW;
        END
        $$ LANGUAGE plpgsql
        """
    )
    op.execute(
        "CREATE TRIGGER accounts_updated_at BEFORE UPDATE ON accounts "
        "FOR EACH ROW EXECUTE FUNCTION set_updated_at()"
    )
    op.execute(
        "CREATE TRIGGER transfers_updated_at BEFORE UPDATE ON transfers "
        "FOR EACH ROW EXECUTE FUNCTION set_updated_at()"
    )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DROP TRIGGER {table}_updated_at ON {table}")
    op.execute("DROP FUNCTION set_updated_at()")
