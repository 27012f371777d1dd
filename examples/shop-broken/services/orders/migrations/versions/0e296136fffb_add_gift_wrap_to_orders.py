"""Add gift_wrap to orders

Revision ID: 0e296136fffb
Revises: 2fa0d32c66d2
Create Date: 2026-02-03 10:22:54.890141

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "0e296136fffb"
down_revision: Union[str, Sequence[str], None] = "2fa0d32c66d2"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column(
        "orders",
        sa.Column("gift_wrap", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("orders", "gift_wrap")
