"""Create stock levels

Revision ID: dc7bb3ff3ce8
Revises:
Create Date: 2026-01-16 15:59:08.182736

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "dc7bb3ff3ce8"
down_revision: Union[str, Sequence[str], None] = None
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table(
        "levels",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sku", sa.String(length=32), nullable=False),
        sa.Column("state", sa.Enum("plenty", "low", "none", name="stock_state"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="levels_pkey"),
    )


def downgrade() -> None:
    op.drop_table("levels")
