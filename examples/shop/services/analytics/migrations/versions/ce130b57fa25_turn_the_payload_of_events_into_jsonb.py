"""Turn the payload of events into jsonb

Revision ID: ce130b57fa25
Revises: 8ca11050d235
Create Date: 2024-06-03 13:59:22.740359

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "ce130b57fa25"
down_revision = "8ca11050d235"
branch_labels = None
depends_on = None


def upgrade():
    op.alter_column(
        "events",
        "payload",
        new_column_name="properties",
        existing_type=sa.Text(),
        type_=postgresql.JSONB(),
        postgresql_using="payload::jsonb",
    )


def downgrade():
    op.alter_column(
        "events",
        "properties",
        new_column_name="payload",
        existing_type=postgresql.JSONB(),
        type_=sa.Text(),
        postgresql_using="properties::text",
    )
