"""Models of the orders database."""

import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Order(Base):
    """What a customer bought."""

    __tablename__ = "orders"

    id = sa.Column(sa.BigInteger, primary_key=True)
    customer_id = sa.Column(sa.BigInteger, nullable=False)
    placed_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    note = sa.Column(sa.Text)
    gift_wrap = sa.Column(sa.Boolean, nullable=False, server_default=sa.false())
