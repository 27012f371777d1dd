"""Allow longer campaign codes

Revision ID: 4e181e8231df
Revises: cc4586a00f65
Create Date: 2025-07-21 17:19:03.845577

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "4e181e8231df"
down_revision: Union[str, Sequence[str], None] = "cc4586a00f65"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.alter_column(
        "campaigns",
        "code",
        existing_type=sa.String(length=40),
        type_=sa.String(length=80),
        existing_nullable=False,
    )


def downgrade() -> None:
    op.alter_column(
        "campaigns",
        "code",
        existing_type=sa.String(length=80),
        type_=sa.String(length=40),
        existing_nullable=False,
        postgresql_using="left(code, 40)",
    )
