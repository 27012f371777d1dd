"""Add currency to payments

Revision ID: 940102e7824c
Revises: 2cc769787ba3
Create Date: 2026-02-17 09:55:31.068753

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "940102e7824c"
down_revision: Union[str, Sequence[str], None] = "2cc769787ba3"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column(
        "payments", sa.Column("currency", sa.CHAR(length=3), server_default="EUR", nullable=False)
    )
    op.add_column("payments", sa.Column("amount", sa.Numeric(12, 2), nullable=True))


def downgrade() -> None:
    op.drop_column("payments", "amount")
    op.drop_column("payments", "currency")
