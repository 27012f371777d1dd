"""Keep amounts as decimals

Revision ID: 6530b732c67c
Revises: 940102e7824c
Create Date: 2026-03-09 15:27:02.941368

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "6530b732c67c"
down_revision: Union[str, Sequence[str], None] = "940102e7824c"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("UPDATE payments SET amount = amount_in_cents / 100.0 WHERE amount IS NULL")
    op.alter_column("payments", "amount", existing_type=sa.Numeric(12, 2), nullable=False)
    op.drop_column("payments", "amount_cents")


def downgrade() -> None:
    op.add_column("payments", sa.Column("amount_cents", sa.Integer(), nullable=True))
    op.execute("UPDATE payments SET amount_cents = amount * 100")
    op.alter_column("payments", "amount_cents", existing_type=sa.Integer(), nullable=False)
