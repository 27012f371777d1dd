"""Create visitors

Revision ID: 5c34ba71d20d
Revises: a21879cc1093
Create Date: 2024-02-26 15:08:37.925140

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "5c34ba71d20d"
down_revision = "a21879cc1093"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "visitors",
        sa.Column("id", postgresql.UUID(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitors")),
    )
    op.create_index(op.f("ix_visitors_user_id"), "visitors", ["user_id"], unique=False)
    op.execute(
        "INSERT INTO visitors (id, first_seen_at) SELECT cookie, min(occurred_at) FROM events GROUP BY cookie"
    )


def downgrade():
    op.drop_index(op.f("ix_visitors_user_id"), table_name="visitors")
    op.drop_table("visitors")
