"""Add closed to user_status

Revision ID: e569263eca83
Revises: 591e246b4028
Create Date: 2024-09-02 09:30:51.774609

Postgres cannot take a value out of an enum again, so the way down makes the type anew.
"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "e569263eca83"
down_revision: Union[str, Sequence[str], None] = "591e246b4028"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE user_status ADD VALUE IF NOT EXISTS 'closed'")


def downgrade() -> None:
    op.execute("ALTER TYPE user_status RENAME TO user_status_old")
    op.execute("CREATE TYPE user_status AS ENUM ('pending', 'active', 'suspended')")
    op.execute("UPDATE users SET status = 'suspended' WHERE status = 'closed'")
    op.execute("ALTER TABLE users ALTER COLUMN status DROP DEFAULT")
    op.execute(
        "ALTER TABLE users ALTER COLUMN status TYPE user_status USING status::text::user_status"
    )
    op.execute("ALTER TABLE users ALTER COLUMN status SET DEFAULT 'pending'")
    op.execute("DROP TYPE user_status_old")
