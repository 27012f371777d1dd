"""Fill daily totals from the events so far

Revision ID: c26808f5da0d
Revises: 5f233a798afc
Create Date: 2024-12-09 15:02:54.334018

"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "c26808f5da0d"
down_revision: Union[str, Sequence[str], None] = "5f233a798afc"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute(
        """
        INSERT INTO reporting.daily_totals (day, kind, sku, events, visitors)
        SELECT occurred_at::date, kind, coalesce(sku, ''), count(*), count(DISTINCT visitor_id)
        FROM events
        GROUP BY 1, 2, 3
        """
    )


def downgrade() -> None:
    op.execute("DELETE FROM reporting.daily_totals")
