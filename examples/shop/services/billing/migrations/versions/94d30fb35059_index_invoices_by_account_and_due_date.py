"""Index invoices by account and due date

Revision ID: 94d30fb35059
Revises: 99f31907d1b9
Create Date: 2025-02-03 11:45:50.271536

"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "94d30fb35059"
down_revision: Union[str, Sequence[str], None] = "99f31907d1b9"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_invoices_account_id_due_on",
            "invoices",
            ["account_id", "due_on"],
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_invoices_account_id_due_on", table_name="invoices", postgresql_concurrently=True
        )
