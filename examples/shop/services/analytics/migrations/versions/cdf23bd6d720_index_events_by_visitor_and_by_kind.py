"""Index events by visitor and by kind

Revision ID: cdf23bd6d720
Revises: c958d803fcd5
Create Date: 2024-09-30 08:44:31.893270

The table is written to all day, so neither index may lock it.
"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "cdf23bd6d720"
down_revision: Union[str, Sequence[str], None] = "c958d803fcd5"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            op.f("ix_events_visitor_id"), "events", ["visitor_id"], postgresql_concurrently=True
        )
        op.create_index(
            "ix_events_kind_occurred_at",
            "events",
            ["kind", "occurred_at"],
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(
            "ix_events_kind_occurred_at", table_name="events", postgresql_concurrently=True
        )
        op.drop_index(
            op.f("ix_events_visitor_id"), table_name="events", postgresql_concurrently=True
        )
