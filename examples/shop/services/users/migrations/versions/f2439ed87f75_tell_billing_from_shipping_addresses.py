"""Tell billing from shipping addresses

Revision ID: f2439ed87f75
Revises: 599498be42db
Create Date: 2025-01-20 10:47:12.538061

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "f2439ed87f75"
down_revision: Union[str, Sequence[str], None] = "599498be42db"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column("addresses", sa.Column("kind", sa.String(length=16), nullable=True))
    op.add_column(
        "addresses",
        sa.Column("is_default", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.execute("UPDATE addresses SET kind = 'shipping' WHERE kind IS NULL")
    op.alter_column("addresses", "kind", existing_type=sa.String(length=16), nullable=False)
    op.create_check_constraint(
        op.f("ck_addresses_kind"), "addresses", "kind IN ('billing', 'shipping')"
    )
    op.create_index(
        "uq_addresses_default",
        "addresses",
        ["user_id", "kind"],
        unique=True,
        postgresql_where=sa.text("is_default"),
    )


def downgrade() -> None:
    op.drop_index("uq_addresses_default", table_name="addresses")
    op.drop_constraint(op.f("ck_addresses_kind"), "addresses", type_="check")
    op.drop_column("addresses", "is_default")
    op.drop_column("addresses", "kind")
