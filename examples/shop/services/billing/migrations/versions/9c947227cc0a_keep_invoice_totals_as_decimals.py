"""Keep invoice totals as decimals

Revision ID: 9c947227cc0a
Revises: f3e1ca0bb22e
Create Date: 2024-08-05 09:53:23.987651

They were cents in an integer; everything else is a decimal.
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "9c947227cc0a"
down_revision: Union[str, Sequence[str], None] = "f3e1ca0bb22e"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.alter_column(
        "invoices",
        "total",
        existing_type=sa.Integer(),
        type_=sa.Numeric(precision=12, scale=2),
        existing_nullable=False,
        existing_server_default=sa.text("0"),
        postgresql_using="total / 100.0",
    )


def downgrade() -> None:
    op.alter_column(
        "invoices",
        "total",
        existing_type=sa.Numeric(precision=12, scale=2),
        type_=sa.Integer(),
        existing_nullable=False,
        existing_server_default=sa.text("0"),
        postgresql_using="(total * 100)::integer",
    )
