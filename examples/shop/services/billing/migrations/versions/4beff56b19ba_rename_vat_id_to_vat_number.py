"""Rename vat_id to vat_number

Revision ID: 4beff56b19ba
Revises: 94d30fb35059
Create Date: 2025-06-10 14:20:05.538914

Everything else called `_id` is a foreign key.
"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "4beff56b19ba"
down_revision: Union[str, Sequence[str], None] = "94d30fb35059"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.alter_column("accounts", "vat_id", new_column_name="vat_number")


def downgrade() -> None:
    op.alter_column("accounts", "vat_number", new_column_name="vat_id")
