"""What every model of the billing database shares."""

import sqlalchemy as sa
from sqlalchemy.orm import declarative_base

from services.naming import CONVENTION

Base = declarative_base(metadata=sa.MetaData(naming_convention=CONVENTION))

MONEY = sa.Numeric(12, 2)
