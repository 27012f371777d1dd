"""Models of the customers database."""

import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Customer(Base):
    """Somebody who buys."""

    __tablename__ = "customers"

    id = sa.Column(sa.BigInteger, primary_key=True)
    email = sa.Column(sa.String(320), nullable=False, index=True)
    name = sa.Column(sa.String(120), nullable=False)
    phone = sa.Column(sa.String(30))
