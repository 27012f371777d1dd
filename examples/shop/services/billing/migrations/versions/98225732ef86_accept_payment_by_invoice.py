"""Accept payment by invoice

Revision ID: 98225732ef86
Revises: 2ecffeaf42d1
Create Date: 2026-01-12 09:06:32.893471

"""

from typing import Sequence, Union

from alembic import op

# revision identifiers, used by Alembic.
revision: str = "98225732ef86"
down_revision: Union[str, Sequence[str], None] = "2ecffeaf42d1"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE payment_method ADD VALUE IF NOT EXISTS 'invoice'")


def downgrade() -> None:
    op.execute("ALTER TYPE payment_method RENAME TO payment_method_old")
    op.execute("CREATE TYPE payment_method AS ENUM ('card', 'sepa')")
    op.execute(
        """
        ALTER TABLE payments ALTER COLUMN method TYPE payment_method
        USING replace(method::text, 'invoice', 'sepa')::payment_method
        """
    )
    op.execute("DROP TYPE payment_method_old")
