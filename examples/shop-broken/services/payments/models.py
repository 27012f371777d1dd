"""Models of the payments database."""

import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Payment(Base):
    """Money that came in."""

    __tablename__ = "payments"

    id = sa.Column(sa.BigInteger, primary_key=True)
    amount = sa.Column(sa.Numeric(12, 2), nullable=False)
    currency = sa.Column(sa.CHAR(3), nullable=False, server_default="EUR")
