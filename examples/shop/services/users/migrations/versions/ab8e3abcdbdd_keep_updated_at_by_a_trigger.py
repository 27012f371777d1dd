"""Keep updated_at by a trigger

Revision ID: ab8e3abcdbdd
Revises: f2439ed87f75
Create Date: 2025-03-10 12:26:40.667153

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "ab8e3abcdbdd"
down_revision: Union[str, Sequence[str], None] = "f2439ed87f75"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column(
        "users",
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
    )
    op.execute(
        """
        CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.updated_at = now();
            RETURN NEW;
        END
        $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER users_touch_updated_at BEFORE UPDATE ON users
        FOR EACH ROW EXECUTE FUNCTION touch_updated_at()
        """
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER users_touch_updated_at ON users")
    op.execute("DROP FUNCTION touch_updated_at()")
    op.drop_column("users", "updated_at")
