"""Create depots

Revision ID: ae490ea1ea3d
Revises: 598aa1945c33
Create Date: 2025-10-06 16:05:38.214760

Until now there was one, in Berlin.
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "ae490ea1ea3d"
down_revision: Union[str, Sequence[str], None] = "598aa1945c33"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table(
        "depots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("timezone", sa.String(length=40), server_default="Europe/Berlin", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_depots")),
        sa.UniqueConstraint("code", name=op.f("uq_depots_code")),
    )
    op.execute("INSERT INTO depots (code) VALUES ('BER1')")
    op.add_column("parcels", sa.Column("depot_id", sa.Integer(), nullable=True))
    op.execute("UPDATE parcels SET depot_id = (SELECT id FROM depots WHERE code = 'BER1')")
    op.alter_column("parcels", "depot_id", existing_type=sa.Integer(), nullable=False)
    op.create_foreign_key(
        op.f("fk_parcels_depot_id_depots"), "parcels", "depots", ["depot_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_parcels_depot_id_depots"), "parcels", type_="foreignkey")
    op.drop_column("parcels", "depot_id")
    op.drop_table("depots")
