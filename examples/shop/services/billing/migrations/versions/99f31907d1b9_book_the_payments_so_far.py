"""Book the payments so far

Revision ID: 99f31907d1b9
Revises: 4ff1a64c2bd3
Create Date: 2024-11-18 16:02:11.649783

"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "99f31907d1b9"
down_revision: Union[str, Sequence[str], None] = "4ff1a64c2bd3"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute(
        """
        INSERT INTO ledger.entries (payment_id, debit, credit, amount, booked_at)
        SELECT id, 'bank', 'receivables', amount, received_at FROM payments
        """
    )
    op.execute(
        """
        INSERT INTO ledger.entries (payment_id, debit, credit, amount, booked_at)
        SELECT payment_id, 'receivables', 'bank', amount, created_at FROM refunds
        """
    )


def downgrade() -> None:
    op.execute("DELETE FROM ledger.entries WHERE payment_id IS NOT NULL")
