"""Create the ledger

Revision ID: 4ff1a64c2bd3
Revises: 9c947227cc0a
Create Date: 2024-11-18 15:27:36.414290

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "4ff1a64c2bd3"
down_revision: Union[str, Sequence[str], None] = "9c947227cc0a"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA ledger")
    op.create_table(
        "entries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("debit", sa.String(length=20), nullable=False),
        sa.Column("credit", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column(
            "booked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_entries_two_sides")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_entries_payment_id_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        schema="ledger",
    )
    op.create_index(
        op.f("ix_entries_payment_id"), "entries", ["payment_id"], unique=False, schema="ledger"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_entries_payment_id"), table_name="entries", schema="ledger")
    op.drop_table("entries", schema="ledger")
    op.execute("DROP SCHEMA ledger")
