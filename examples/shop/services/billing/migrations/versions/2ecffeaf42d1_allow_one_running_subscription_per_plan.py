"""Allow one running subscription per plan

Revision ID: 2ecffeaf42d1
Revises: 4beff56b19ba
Create Date: 2025-09-01 10:31:47.106295

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "2ecffeaf42d1"
down_revision: Union[str, Sequence[str], None] = "4beff56b19ba"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_index(
        "uq_subscriptions_running",
        "subscriptions",
        ["account_id", "plan_id"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_subscriptions_running", table_name="subscriptions")
