"""Create reviews

Revision ID: dec9766af50a
Revises:
Create Date: 2026-01-20 16:33:51.295470

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "dec9766af50a"
down_revision: Union[str, Sequence[str], None] = None
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("stars", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="reviews_pkey"),
    )


def downgrade() -> None:
    op.drop_table("reviews")
