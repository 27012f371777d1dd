"""Create products

Revision ID: c958d803fcd5
Revises: ce130b57fa25
Create Date: 2024-08-19 16:12:45.056891

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision: str = "c958d803fcd5"
down_revision: Union[str, Sequence[str], None] = "ce130b57fa25"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table(
        "products",
        sa.Column("sku", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column(
            "tags",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.CheckConstraint("price_cents >= 0", name=op.f("ck_products_price")),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_products")),
    )
    op.create_index("ix_products_tags", "products", ["tags"], unique=False, postgresql_using="gin")
    op.add_column("events", sa.Column("sku", sa.String(length=32), nullable=True))
    op.create_foreign_key(op.f("fk_events_sku_products"), "events", "products", ["sku"], ["sku"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_events_sku_products"), "events", type_="foreignkey")
    op.drop_column("events", "sku")
    op.drop_table("products")
