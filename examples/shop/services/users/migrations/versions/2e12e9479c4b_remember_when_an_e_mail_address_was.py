"""Remember when an e-mail address was verified

Revision ID: 2e12e9479c4b
Revises: 4385be220de0
Create Date: 2025-11-24 16:33:21.952740

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "2e12e9479c4b"
down_revision: Union[str, Sequence[str], None] = "4385be220de0"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column(
        "users", sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute("UPDATE users SET email_verified_at = created_at WHERE status <> 'pending'")
    op.create_index(
        "ix_users_unverified",
        "users",
        ["created_at"],
        postgresql_where=sa.text("email_verified_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_users_unverified", table_name="users")
    op.drop_column("users", "email_verified_at")
