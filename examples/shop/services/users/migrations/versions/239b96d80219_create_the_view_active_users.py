"""Create the view active_users

Revision ID: 239b96d80219
Revises: 2e12e9479c4b
Create Date: 2026-02-16 11:15:44.078235

The support desk reads it; it may not read users.
"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "239b96d80219"
down_revision: Union[str, Sequence[str], None] = "2e12e9479c4b"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute(
        """
        CREATE VIEW active_users AS
        SELECT u.id, u.email, u.display_name, max(s.created_at) AS last_login_at
        FROM users u LEFT JOIN sessions s ON s.user_id = u.id
        WHERE u.status = 'active'
        GROUP BY u.id
        """
    )


def downgrade() -> None:
    op.execute("DROP VIEW active_users")
