"""Index sessions by expiry

Revision ID: 591e246b4028
Revises: 25259841899a
Create Date: 2024-07-08 17:44:09.083316

Built concurrently: logins must not wait for it.
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "591e246b4028"
down_revision = "25259841899a"
branch_labels = None
depends_on = None


def upgrade():
    with op.get_context().autocommit_block():
        op.create_index(
            op.f("ix_sessions_expires_at"),
            "sessions",
            ["expires_at"],
            unique=False,
            postgresql_concurrently=True,
        )


def downgrade():
    with op.get_context().autocommit_block():
        op.drop_index(
            op.f("ix_sessions_expires_at"), table_name="sessions", postgresql_concurrently=True
        )
