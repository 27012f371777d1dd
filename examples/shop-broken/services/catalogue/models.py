"""Models of the catalogue database."""

import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Product(Base):
    """What is for sale."""

    __tablename__ = "products"

    id = sa.Column(sa.BigInteger, primary_key=True)
    title = sa.Column(sa.String(200), nullable=False)
    weight_grams = sa.Column(sa.Integer)
