"""Add status to users

Revision ID: ab3fc70062ab
Revises: 123655c2e2f9
Create Date: 2024-03-04 16:21:30.447832

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "ab3fc70062ab"
down_revision = "123655c2e2f9"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("CREATE TYPE user_status AS ENUM ('pending', 'active', 'suspended')")
    op.add_column(
        "users",
        sa.Column(
            "status",
            postgresql.ENUM(
                "pending", "active", "suspended", name="user_status", create_type=False
            ),
            server_default="pending",
            nullable=False,
        ),
    )


def downgrade():
    op.drop_column("users", "status")
    op.execute("DROP TYPE user_status")
