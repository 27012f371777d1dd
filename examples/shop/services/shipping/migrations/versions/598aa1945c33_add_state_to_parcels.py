"""Add state to parcels

Revision ID: 598aa1945c33
Revises: 124abfc0bb46
Create Date: 2025-06-30 13:14:06.927583

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision: str = "598aa1945c33"
down_revision: Union[str, Sequence[str], None] = "124abfc0bb46"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute(
        "CREATE TYPE parcel_state AS ENUM ('packed', 'handed_over', 'delivered', 'returned')"
    )
    op.add_column(
        "parcels",
        sa.Column(
            "state",
            postgresql.ENUM(name="parcel_state", create_type=False),
            server_default="packed",
            nullable=False,
        ),
    )
    op.execute(
        "UPDATE parcels p SET state = 'handed_over' WHERE EXISTS (SELECT FROM scans WHERE parcel_id = p.id)"
    )


def downgrade() -> None:
    op.drop_column("parcels", "state")
    op.execute("DROP TYPE parcel_state")
