"""Models of the reviews database."""

import sqlalchemy as sa

from services.reviews.base import Base


class Review(Base):
    """What a customer thinks."""

    __tablename__ = "reviews"

    id = sa.Column(sa.BigInteger, primary_key=True)
    product_id = sa.Column(sa.BigInteger, nullable=False)
    stars = sa.Column(sa.SmallInteger, nullable=False)
