"""Add tax_rate_id to invoice_lines

Revision ID: 4952464c892b
Revises: fb857ea45252
Create Date: 2024-04-22 08:36:14.153809

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "4952464c892b"
down_revision: Union[str, Sequence[str], None] = "fb857ea45252"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column("invoice_lines", sa.Column("tax_rate_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_invoice_lines_tax_rate_id_tax_rates"),
        "invoice_lines",
        "tax_rates",
        ["tax_rate_id"],
        ["id"],
    )


def downgrade() -> None:
    op.drop_constraint(
        op.f("fk_invoice_lines_tax_rate_id_tax_rates"), "invoice_lines", type_="foreignkey"
    )
    op.drop_column("invoice_lines", "tax_rate_id")
