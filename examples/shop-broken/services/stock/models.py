"""Models of the stock database."""

import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Level(Base):
    """How much of a product there is."""

    __tablename__ = "levels"
    __table_args__ = (sa.Index("levels_sku_key", "sku", unique=True),)

    id = sa.Column(sa.BigInteger, primary_key=True)
    sku = sa.Column(sa.String(32), nullable=False)
    state = sa.Column(sa.Enum("plenty", "low", "none", name="stock_state"), nullable=False)
