"""Refer from events to visitors

Revision ID: 639ca33a0fe1
Revises: 5c34ba71d20d
Create Date: 2024-02-26 15:41:02.300982

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "639ca33a0fe1"
down_revision = "5c34ba71d20d"
branch_labels = None
depends_on = None


def upgrade():
    op.alter_column("events", "cookie", new_column_name="visitor_id")
    op.create_foreign_key(
        op.f("fk_events_visitor_id_visitors"), "events", "visitors", ["visitor_id"], ["id"]
    )


def downgrade():
    op.drop_constraint(op.f("fk_events_visitor_id_visitors"), "events", type_="foreignkey")
    op.alter_column("events", "visitor_id", new_column_name="cookie")
