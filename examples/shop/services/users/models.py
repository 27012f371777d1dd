"""Models of the users database: who may log in, and what they did."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import declarative_base, relationship

from services.naming import CONVENTION

Base = declarative_base(metadata=sa.MetaData(naming_convention=CONVENTION))

USER_STATUS = postgresql.ENUM("pending", "active", "suspended", "closed", name="user_status")


class User(Base):
    """A person with an account."""

    __tablename__ = "users"
    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.Index(
            "ix_users_unverified",
            "created_at",
            postgresql_where=sa.text("email_verified_at IS NULL"),
        ),
    )

    id = sa.Column(sa.BigInteger, primary_key=True)
    email = sa.Column(sa.String(320), nullable=False, unique=True)
    display_name = sa.Column(sa.String(120), nullable=False)
    password_hash = sa.Column(sa.String(255))
    status = sa.Column(USER_STATUS, nullable=False, server_default="pending")
    locale = sa.Column(sa.String(10), nullable=False, server_default="en")
    preferences = sa.Column(postgresql.JSONB, nullable=False, server_default=sa.text("'{}'::jsonb"))
    email_verified_at = sa.Column(sa.DateTime(timezone=True))
    created_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    updated_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())

    addresses = relationship("Address", back_populates="user")
    roles = relationship("Role", secondary="user_roles")


class Address(Base):
    """Where orders and invoices of a user go."""

    __tablename__ = "addresses"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('billing', 'shipping')", name="kind"),
        sa.Index(
            "uq_addresses_default",
            "user_id",
            "kind",
            unique=True,
            postgresql_where=sa.text("is_default"),
        ),
    )

    id = sa.Column(sa.BigInteger, primary_key=True)
    user_id = sa.Column(sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True)
    kind = sa.Column(sa.String(16), nullable=False)
    line1 = sa.Column(sa.String(200), nullable=False)
    line2 = sa.Column(sa.String(200))
    city = sa.Column(sa.String(100), nullable=False)
    postal_code = sa.Column(sa.String(16), nullable=False)
    country = sa.Column(sa.CHAR(2), nullable=False)
    is_default = sa.Column(sa.Boolean, nullable=False, server_default=sa.false())

    user = relationship("User", back_populates="addresses")


class Role(Base):
    """A named set of permissions."""

    __tablename__ = "roles"

    id = sa.Column(sa.SmallInteger, primary_key=True)
    name = sa.Column(sa.String(40), nullable=False, unique=True)
    description = sa.Column(sa.Text, nullable=False, server_default="")


class UserRole(Base):
    """Which user has which role, and since when."""

    __tablename__ = "user_roles"

    user_id = sa.Column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role_id = sa.Column(sa.ForeignKey("roles.id"), primary_key=True, index=True)
    granted_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


class Session(Base):
    """A login that is still valid."""

    __tablename__ = "sessions"
    __table_args__ = (sa.CheckConstraint("expires_at > created_at", name="lifetime"),)

    id = sa.Column(postgresql.UUID, primary_key=True, server_default=sa.text("gen_random_uuid()"))
    user_id = sa.Column(sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True)
    token_hash = sa.Column(sa.CHAR(64), nullable=False, unique=True)
    user_agent = sa.Column(sa.Text)
    created_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
    expires_at = sa.Column(sa.DateTime(timezone=True), nullable=False, index=True)


class ApiKey(Base):
    """A key that a program uses in place of a session."""

    __tablename__ = "api_keys"

    id = sa.Column(sa.BigInteger, primary_key=True)
    user_id = sa.Column(sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True)
    prefix = sa.Column(sa.CHAR(8), nullable=False, unique=True)
    key_hash = sa.Column(sa.LargeBinary, nullable=False)
    scopes = sa.Column(
        postgresql.ARRAY(sa.String(40)), nullable=False, server_default=sa.text("'{}'::varchar[]")
    )
    revoked_at = sa.Column(sa.DateTime(timezone=True))


class UserEvent(Base):
    """The audit trail: appended to, never changed."""

    __tablename__ = "user_events"
    __table_args__ = (
        sa.Index("ix_user_events_user_id_occurred_at", "user_id", "occurred_at"),
        {"schema": "audit"},
    )

    id = sa.Column(sa.BigInteger, primary_key=True)
    user_id = sa.Column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    name = sa.Column(sa.String(80), nullable=False)
    payload = sa.Column(postgresql.JSONB, nullable=False, server_default=sa.text("'{}'::jsonb"))
    occurred_at = sa.Column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )
