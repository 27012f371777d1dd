"""Add country to visitors

Revision ID: 7632a3e0e456
Revises: 4e181e8231df
Create Date: 2025-09-15 12:50:28.109364

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "7632a3e0e456"
down_revision: Union[str, Sequence[str], None] = "4e181e8231df"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column("visitors", sa.Column("country", sa.CHAR(length=2), nullable=True))
    op.execute(
        """
        UPDATE visitors v SET country = left(e.country, 2)
        FROM (
            SELECT DISTINCT ON (visitor_id) visitor_id, properties ->> 'country' AS country
            FROM events WHERE properties ->> 'country' IS NOT NULL
            ORDER BY visitor_id, occurred_at DESC
        ) e
        WHERE e.visitor_id = v.id
        """
    )


def downgrade() -> None:
    op.drop_column("visitors", "country")
