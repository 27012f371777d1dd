"""Rename barcode to tracking_number

Revision ID: 3fc016b79c83
Revises: ef37b4eb0de9
Create Date: 2026-03-02 11:29:20.163894

"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "3fc016b79c83"
down_revision: Union[str, Sequence[str], None] = "ef37b4eb0de9"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.alter_column("parcels", "barcode", new_column_name="tracking_number")
    op.create_unique_constraint(op.f("uq_parcels_tracking_number"), "parcels", ["tracking_number"])


def downgrade() -> None:
    op.drop_constraint(op.f("uq_parcels_tracking_number"), "parcels", type_="unique")
    op.alter_column("parcels", "tracking_number", new_column_name="barcode")
