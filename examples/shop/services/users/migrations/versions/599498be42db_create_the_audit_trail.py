"""Create the audit trail

Revision ID: 599498be42db
Revises: e569263eca83
Create Date: 2024-10-14 15:18:33.209947

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision: str = "599498be42db"
down_revision: Union[str, Sequence[str], None] = "e569263eca83"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA audit")
    op.create_table(
        "user_events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "payload", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column(
            "occurred_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_user_events_user_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_events")),
        schema="audit",
    )
    op.create_index(
        "ix_user_events_user_id_occurred_at",
        "user_events",
        ["user_id", "occurred_at"],
        schema="audit",
    )


def downgrade() -> None:
    op.drop_table("user_events", schema="audit")
    op.execute("DROP SCHEMA audit")
