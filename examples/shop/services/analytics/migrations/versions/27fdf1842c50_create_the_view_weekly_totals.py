"""Create the view weekly_totals

Revision ID: 27fdf1842c50
Revises: 7632a3e0e456
Create Date: 2025-12-01 09:17:55.472013

"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "27fdf1842c50"
down_revision: Union[str, Sequence[str], None] = "7632a3e0e456"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute(
        """
        CREATE VIEW reporting.weekly_totals AS
        SELECT date_trunc('week', day)::date AS week, kind, sum(events) AS events
        FROM reporting.daily_totals
        GROUP BY 1, 2
        """
    )


def downgrade() -> None:
    op.execute("DROP VIEW reporting.weekly_totals")
