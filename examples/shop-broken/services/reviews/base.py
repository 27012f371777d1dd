"""The declarative base of the reviews database."""

from sqlalchemy.orm import declarative_base

Base = declarative_base()
