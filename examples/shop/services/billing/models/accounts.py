"""Who pays, and for what."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from services.billing.models.base import MONEY, Base

INTERVAL = postgresql.ENUM("month", "year", name="billing_interval")
SUBSCRIPTION_STATE = postgresql.ENUM(
    "trial", "active", "past_due", "ended", name="subscription_state"
)


class Account(Base):
    """A customer, as billing sees one."""

    __tablename__ = "accounts"
    __table_args__ = (sa.CheckConstraint("dunning_level BETWEEN 0 AND 3", name="dunning_level"),)

    id = sa.Column(sa.BigInteger, primary_key=True)
    user_id = sa.Column(sa.BigInteger, nullable=False, unique=True)
    company = sa.Column(sa.String(200))
    vat_number = sa.Column(sa.String(20))
    currency = sa.Column(sa.CHAR(3), nullable=False, server_default="EUR")
    dunning_level = sa.Column(sa.SmallInteger, nullable=False, server_default="0")
    created_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


class Plan(Base):
    """What can be subscribed to."""

    __tablename__ = "plans"

    id = sa.Column(sa.Integer, primary_key=True)
    code = sa.Column(sa.String(40), nullable=False, unique=True)
    price = sa.Column(MONEY, nullable=False)
    interval = sa.Column(INTERVAL, nullable=False, server_default="month")


class Subscription(Base):
    """A plan that an account has."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        sa.Index(
            "uq_subscriptions_running",
            "account_id",
            "plan_id",
            unique=True,
            postgresql_where=sa.text("ended_on IS NULL"),
        ),
    )

    id = sa.Column(sa.BigInteger, primary_key=True)
    account_id = sa.Column(sa.ForeignKey("accounts.id"), nullable=False)
    plan_id = sa.Column(sa.ForeignKey("plans.id"), nullable=False, index=True)
    state = sa.Column(SUBSCRIPTION_STATE, nullable=False, server_default="trial")
    started_on = sa.Column(sa.Date, nullable=False)
    ended_on = sa.Column(sa.Date)
