"""Merge payments and taxes

Revision ID: 1dc9fbccae31
Revises: fd5e9489c30a, 4952464c892b
Create Date: 2024-04-29 13:11:40.762384

"""

from typing import Sequence, Union


# revision identifiers, used by Alembic.
revision: str = "1dc9fbccae31"
down_revision: Union[str, Sequence[str], None] = ("fd5e9489c30a", "4952464c892b")
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
