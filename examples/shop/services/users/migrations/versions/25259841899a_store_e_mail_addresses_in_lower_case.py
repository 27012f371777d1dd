"""Store e-mail addresses in lower case

Revision ID: 25259841899a
Revises: 80279a9c89ff
Create Date: 2024-06-17 11:09:26.352780

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "25259841899a"
down_revision = "80279a9c89ff"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("UPDATE users SET email = lower(email) WHERE email <> lower(email)")
    op.create_check_constraint(op.f("ck_users_email_lower"), "users", "email = lower(email)")


def downgrade():
    # The old spelling is gone; lower case is a valid one.
    op.drop_constraint(op.f("ck_users_email_lower"), "users", type_="check")
