"""Create experiments

Revision ID: 452eb4defa80
Revises: 27fdf1842c50
Create Date: 2026-03-23 13:43:11.736950

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision: str = "452eb4defa80"
down_revision: Union[str, Sequence[str], None] = "27fdf1842c50"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table(
        "experiments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("variants", postgresql.JSONB(), nullable=False),
        sa.Column("is_running", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiments")),
        sa.UniqueConstraint("name", name=op.f("uq_experiments_name")),
    )
    op.create_table(
        "assignments",
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("visitor_id", postgresql.UUID(), nullable=False),
        sa.Column("variant", sa.String(length=40), nullable=False),
        sa.Column(
            "assigned_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["experiments.id"],
            name=op.f("fk_assignments_experiment_id_experiments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitors.id"], name=op.f("fk_assignments_visitor_id_visitors")
        ),
        sa.PrimaryKeyConstraint("experiment_id", "visitor_id", name=op.f("pk_assignments")),
    )


def downgrade() -> None:
    op.drop_table("assignments")
    op.drop_table("experiments")
