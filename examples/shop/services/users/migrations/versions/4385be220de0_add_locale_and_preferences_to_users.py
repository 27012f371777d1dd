"""Add locale and preferences to users

Revision ID: 4385be220de0
Revises: eef2091d6f86
Create Date: 2025-08-11 09:51:05.416688

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision: str = "4385be220de0"
down_revision: Union[str, Sequence[str], None] = "eef2091d6f86"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column(
        "users", sa.Column("locale", sa.String(length=10), server_default="en", nullable=False)
    )
    op.add_column(
        "users",
        sa.Column(
            "preferences", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
    )
    op.add_column("roles", sa.Column("description", sa.Text(), server_default="", nullable=False))
    op.add_column("sessions", sa.Column("user_agent", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("sessions", "user_agent")
    op.drop_column("roles", "description")
    op.drop_column("users", "preferences")
    op.drop_column("users", "locale")
