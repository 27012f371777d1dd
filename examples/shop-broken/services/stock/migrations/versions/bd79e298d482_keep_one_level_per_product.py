"""Keep one level per product

Revision ID: bd79e298d482
Revises: dc7bb3ff3ce8
Create Date: 2026-03-02 08:13:45.527391

"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "bd79e298d482"
down_revision: Union[str, Sequence[str], None] = "dc7bb3ff3ce8"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "levels_sku_key", "levels", ["sku"], unique=True, postgresql_concurrently=True
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("levels_sku_key", table_name="levels", postgresql_concurrently=True)
