"""Add dunning and the view open_invoices

Revision ID: fd6bc026a511
Revises: 98225732ef86
Create Date: 2026-04-20 15:58:18.425760

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "fd6bc026a511"
down_revision: Union[str, Sequence[str], None] = "98225732ef86"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column(
        "accounts",
        sa.Column("dunning_level", sa.SmallInteger(), server_default="0", nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_accounts_dunning_level"), "accounts", "dunning_level BETWEEN 0 AND 3"
    )
    op.execute(
        """
        CREATE VIEW open_invoices AS
        SELECT i.id, i.number, i.due_on, i.total - coalesce(sum(p.amount), 0) AS open
        FROM invoices i LEFT JOIN payments p ON p.invoice_id = i.id
        WHERE i.paid_at IS NULL
        GROUP BY i.id
        """
    )


def downgrade() -> None:
    op.execute("DROP VIEW open_invoices")
    op.drop_constraint(op.f("ck_accounts_dunning_level"), "accounts", type_="check")
    op.drop_column("accounts", "dunning_level")
