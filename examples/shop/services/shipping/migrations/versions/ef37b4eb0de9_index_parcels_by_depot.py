"""Index parcels by depot

Revision ID: ef37b4eb0de9
Revises: ae490ea1ea3d
Create Date: 2025-10-07 08:42:55.490137

"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "ef37b4eb0de9"
down_revision: Union[str, Sequence[str], None] = "ae490ea1ea3d"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            op.f("ix_parcels_depot_id"), "parcels", ["depot_id"], postgresql_concurrently=True
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index(
            op.f("ix_parcels_depot_id"), table_name="parcels", postgresql_concurrently=True
        )
