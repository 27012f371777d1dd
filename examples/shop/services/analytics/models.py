"""Models of the analytics database: what visitors did, and the sums that reports read."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import declarative_base

from services.naming import CONVENTION

Base = declarative_base(metadata=sa.MetaData(naming_convention=CONVENTION))

EVENT_KIND = postgresql.ENUM("view", "cart", "checkout", "purchase", name="event_kind")


class Visitor(Base):
    """A browser, known by its cookie."""

    __tablename__ = "visitors"

    id = sa.Column(postgresql.UUID, primary_key=True)
    user_id = sa.Column(sa.BigInteger, index=True)
    country = sa.Column(sa.CHAR(2))
    first_seen_at = sa.Column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )


class Product(Base):
    """A copy of what the catalogue knows, for grouping."""

    __tablename__ = "products"
    __table_args__ = (
        sa.Index("ix_products_tags", "tags", postgresql_using="gin"),
        sa.CheckConstraint("price_cents >= 0", name="price"),
    )

    sku = sa.Column(sa.String(32), primary_key=True)
    title = sa.Column(sa.String(200), nullable=False)
    price_cents = sa.Column(sa.Integer, nullable=False)
    tags = sa.Column(
        postgresql.ARRAY(sa.Text), nullable=False, server_default=sa.text("'{}'::text[]")
    )


class Event(Base):
    """One thing that a visitor did."""

    __tablename__ = "events"
    __table_args__ = (sa.Index("ix_events_kind_occurred_at", "kind", "occurred_at"),)

    id = sa.Column(sa.BigInteger, primary_key=True)
    visitor_id = sa.Column(sa.ForeignKey("visitors.id"), nullable=False, index=True)
    sku = sa.Column(sa.ForeignKey("products.sku"))
    kind = sa.Column(EVENT_KIND, nullable=False, server_default="view")
    properties = sa.Column(postgresql.JSONB)
    occurred_at = sa.Column(sa.DateTime(timezone=True), nullable=False)


class Campaign(Base):
    """An advertisement that visits are credited to."""

    __tablename__ = "campaigns"
    __table_args__ = (
        sa.UniqueConstraint("source", "code", name="uq_campaigns_source_code"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
    )

    id = sa.Column(sa.Integer, primary_key=True)
    source = sa.Column(sa.String(40), nullable=False)
    code = sa.Column(sa.String(80), nullable=False)
    budget = sa.Column(sa.Numeric(12, 2), nullable=False, server_default="0")
    starts_on = sa.Column(sa.Date, nullable=False)
    ends_on = sa.Column(sa.Date)


class Visit(Base):
    """Events of one visitor with no long pause between them."""

    __tablename__ = "visits"

    id = sa.Column(sa.BigInteger, primary_key=True)
    visitor_id = sa.Column(sa.ForeignKey("visitors.id"), nullable=False, index=True)
    campaign_id = sa.Column(sa.ForeignKey("campaigns.id", ondelete="SET NULL"), index=True)
    started_at = sa.Column(sa.DateTime(timezone=True), nullable=False)
    duration_seconds = sa.Column(sa.Integer, nullable=False, server_default="0")


class DailyTotal(Base):
    """What reports read: one row per day, kind and product."""

    __tablename__ = "daily_totals"
    __table_args__ = {"schema": "reporting"}

    day = sa.Column(sa.Date, primary_key=True)
    kind = sa.Column(EVENT_KIND, primary_key=True)
    sku = sa.Column(sa.String(32), primary_key=True, server_default="")
    events = sa.Column(sa.BigInteger, nullable=False)
    visitors = sa.Column(sa.BigInteger, nullable=False)


class Experiment(Base):
    """A question that is being asked of visitors."""

    __tablename__ = "experiments"

    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(80), nullable=False, unique=True)
    variants = sa.Column(postgresql.JSONB, nullable=False)
    is_running = sa.Column(sa.Boolean, nullable=False, server_default=sa.false())


class Assignment(Base):
    """Which variant a visitor sees."""

    __tablename__ = "assignments"

    experiment_id = sa.Column(sa.ForeignKey("experiments.id", ondelete="CASCADE"), primary_key=True)
    visitor_id = sa.Column(sa.ForeignKey("visitors.id"), primary_key=True)
    variant = sa.Column(sa.String(40), nullable=False)
    assigned_at = sa.Column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
