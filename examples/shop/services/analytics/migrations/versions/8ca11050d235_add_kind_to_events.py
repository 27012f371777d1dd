"""Add kind to events

Revision ID: 8ca11050d235
Revises: 639ca33a0fe1
Create Date: 2024-04-15 09:26:50.187764

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "8ca11050d235"
down_revision = "639ca33a0fe1"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TYPE event_kind AS ENUM ('view', 'cart', 'checkout', 'purchase')")
    op.add_column(
        "events",
        sa.Column(
            "kind",
            postgresql.ENUM(name="event_kind", create_type=False),
            server_default="view",
            nullable=False,
        ),
    )


def downgrade():
    op.drop_column("events", "kind")
    op.execute("DROP TYPE event_kind")
