"""Add note to orders

Revision ID: ee324b675600
Revises: 2fa0d32c66d2
Create Date: 2026-02-02 14:05:37.117820

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "ee324b675600"
down_revision: Union[str, Sequence[str], None] = "2fa0d32c66d2"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("note", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("orders", "note")
