"""Create daily totals for reports

Revision ID: 5f233a798afc
Revises: cdf23bd6d720
Create Date: 2024-12-09 14:30:08.521146

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision: str = "5f233a798afc"
down_revision: Union[str, Sequence[str], None] = "cdf23bd6d720"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA reporting")
    op.create_table(
        "daily_totals",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", postgresql.ENUM(name="event_kind", create_type=False), nullable=False),
        sa.Column("sku", sa.String(length=32), server_default="", nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("visitors", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "sku", name=op.f("pk_daily_totals")),
        schema="reporting",
    )


def downgrade() -> None:
    op.drop_table("daily_totals", schema="reporting")
    op.execute("DROP SCHEMA reporting")
