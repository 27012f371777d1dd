"""Rename full_name to display_name

Revision ID: 80279a9c89ff
Revises: 4a92f8bc2f9f
Create Date: 2024-05-06 13:37:48.620195

Not everybody has a full name, and nobody wants theirs in a greeting.
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "80279a9c89ff"
down_revision = "4a92f8bc2f9f"
branch_labels = None
depends_on = None


def upgrade():
    op.alter_column("users", "full_name", new_column_name="display_name")


def downgrade():
    op.alter_column("users", "display_name", new_column_name="full_name")
