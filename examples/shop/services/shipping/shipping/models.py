"""Models of the shipping database: parcels and where they are."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import declarative_base

Base = declarative_base(
    metadata=sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
)

PARCEL_STATE = postgresql.ENUM(
    "packed", "handed_over", "delivered", "returned", name="parcel_state"
)


class Carrier(Base):
    """A company that takes parcels to people."""

    __tablename__ = "carriers"

    id = sa.Column(sa.SmallInteger, primary_key=True)
    name = sa.Column(sa.String(60), nullable=False, unique=True)
    tracking_url = sa.Column(sa.Text)


class Depot(Base):
    """Where parcels are packed."""

    __tablename__ = "depots"

    id = sa.Column(sa.Integer, primary_key=True)
    code = sa.Column(sa.String(8), nullable=False, unique=True)
    timezone = sa.Column(sa.String(40), nullable=False, server_default="Europe/Berlin")


class Parcel(Base):
    """A box with a label."""

    __tablename__ = "parcels"
    __table_args__ = (sa.CheckConstraint("weight_grams > 0", name="weight"),)

    id = sa.Column(sa.BigInteger, primary_key=True)
    order_id = sa.Column(sa.BigInteger, nullable=False, index=True)
    carrier_id = sa.Column(sa.ForeignKey("carriers.id"), nullable=False)
    depot_id = sa.Column(sa.ForeignKey("depots.id"), nullable=False, index=True)
    tracking_number = sa.Column(sa.String(40), unique=True)
    weight_grams = sa.Column(sa.Integer, nullable=False)
    state = sa.Column(PARCEL_STATE, nullable=False, server_default="packed")
    packed_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


class Scan(Base):
    """A place and a time at which a parcel was seen."""

    __tablename__ = "scans"
    __table_args__ = (
        sa.UniqueConstraint("parcel_id", "scanned_at", name="uq_scans_parcel_id_scanned_at"),
    )

    id = sa.Column(sa.BigInteger, primary_key=True)
    parcel_id = sa.Column(sa.ForeignKey("parcels.id", ondelete="CASCADE"), nullable=False)
    place = sa.Column(sa.String(100), nullable=False)
    scanned_at = sa.Column(sa.DateTime(timezone=True), nullable=False)
