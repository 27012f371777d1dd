"""Index customers by e-mail

Revision ID: f610c2d5a2f9
Revises: 3ed8fabb1a76
Create Date: 2026-02-24 12:36:13.675294

"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "f610c2d5a2f9"
down_revision: Union[str, Sequence[str], None] = "3ed8fabb1a76"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_index("ix_customers_email", "customers", ["email"])


def downgrade() -> None:
    op.drop_index("ix_customers_email", table_name="customers")
