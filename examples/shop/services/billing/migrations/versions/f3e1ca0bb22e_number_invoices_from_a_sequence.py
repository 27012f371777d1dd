"""Number invoices from a sequence

Revision ID: f3e1ca0bb22e
Revises: 1dc9fbccae31
Create Date: 2024-06-24 10:08:59.340127

Numbers may have gaps, but never repeat.
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "f3e1ca0bb22e"
down_revision: Union[str, Sequence[str], None] = "1dc9fbccae31"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE invoice_numbers START WITH 1000")
    op.add_column("invoices", sa.Column("number", sa.String(length=20), nullable=True))
    op.execute("UPDATE invoices SET number = 'R-' || nextval('invoice_numbers')")
    op.create_unique_constraint(op.f("uq_invoices_number"), "invoices", ["number"])


def downgrade() -> None:
    op.drop_constraint(op.f("uq_invoices_number"), "invoices", type_="unique")
    op.drop_column("invoices", "number")
    op.execute("DROP SEQUENCE invoice_numbers")
