"""Create tax_rates

Revision ID: fb857ea45252
Revises: dcf89a6d8401
Create Date: 2024-04-09 15:39:52.908246

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "fb857ea45252"
down_revision = "dcf89a6d8401"
branch_labels = "taxes"
depends_on = None


def upgrade():
    op.create_table(
        "tax_rates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.CHAR(length=2), nullable=False),
        sa.Column("rate", sa.Numeric(precision=5, scale=4), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.CheckConstraint("rate BETWEEN 0 AND 1", name=op.f("ck_tax_rates_rate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rates")),
        sa.UniqueConstraint("country", "valid_from", name="uq_tax_rates_country_valid_from"),
    )
    op.execute(
        """
        INSERT INTO tax_rates (country, rate, valid_from)
        VALUES ('DE', 0.19, '2021-01-01'), ('FR', 0.20, '2014-01-01'), ('NL', 0.21, '2012-10-01')
        """
    )


def downgrade():
    op.drop_table("tax_rates")
