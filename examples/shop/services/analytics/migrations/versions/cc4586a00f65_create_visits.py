"""Create visits

Revision ID: cc4586a00f65
Revises: 639525514a26
Create Date: 2025-04-07 10:05:39.618422

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision: str = "cc4586a00f65"
down_revision: Union[str, Sequence[str], None] = "639525514a26"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table(
        "visits",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("visitor_id", postgresql.UUID(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_seconds", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk_visits_campaign_id_campaigns"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitors.id"], name=op.f("fk_visits_visitor_id_visitors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_campaign_id"), "visits", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_visits_visitor_id"), "visits", ["visitor_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_visits_visitor_id"), table_name="visits")
    op.drop_index(op.f("ix_visits_campaign_id"), table_name="visits")
    op.drop_table("visits")
