"""Models of the reports database."""

import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Report(Base):
    """A saved question."""

    __tablename__ = "reports"

    id = sa.Column(sa.BigInteger, primary_key=True)
    title = sa.Column(sa.String(120), nullable=False)
    slug = sa.Column(sa.String(120))
