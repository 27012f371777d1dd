"""Create parcels

Revision ID: bc05e77a1e10
Revises: ca527dbaab24
Create Date: 2025-03-05 14:51:13.876094

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "bc05e77a1e10"
down_revision: Union[str, Sequence[str], None] = "ca527dbaab24"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table(
        "parcels",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("carrier_id", sa.SmallInteger(), nullable=False),
        sa.Column("barcode", sa.String(length=40), nullable=True),
        sa.Column("weight_grams", sa.Integer(), nullable=False),
        sa.Column(
            "packed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.CheckConstraint("weight_grams > 0", name=op.f("ck_parcels_weight")),
        sa.ForeignKeyConstraint(
            ["carrier_id"], ["carriers.id"], name=op.f("fk_parcels_carrier_id_carriers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcels")),
    )
    op.create_index(op.f("ix_parcels_order_id"), "parcels", ["order_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_parcels_order_id"), table_name="parcels")
    op.drop_table("parcels")
