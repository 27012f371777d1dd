"""Give reports a slug

Revision ID: 6d8d9189fc67
Revises: 36c9b34045a6
Create Date: 2026-03-16 14:50:27.019683

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "6d8d9189fc67"
down_revision: Union[str, Sequence[str], None] = "36c9b34045a6"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("slug", sa.String(length=120), nullable=True))
    connection = op.get_bind()
    for id, title in connection.execute(sa.text("SELECT id, title FROM reports")).fetchall():
        slug = title.lower().replace(" ", "-")
        connection.execute(
            sa.text("UPDATE reports SET slug = :slug WHERE id = :id"), {"id": id, "slug": slug}
        )


def downgrade() -> None:
    op.drop_column("reports", "slug")
