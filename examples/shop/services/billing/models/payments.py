"""What accounts paid, what they got back, and the ledger of both."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from services.billing.models.base import MONEY, Base

PAYMENT_METHOD = postgresql.ENUM("card", "sepa", "invoice", name="payment_method")


class Payment(Base):
    """Money that came in."""

    __tablename__ = "payments"
    __table_args__ = (sa.CheckConstraint("amount > 0", name="amount"),)

    id = sa.Column(sa.BigInteger, primary_key=True)
    invoice_id = sa.Column(sa.ForeignKey("invoices.id"), nullable=False, index=True)
    method = sa.Column(PAYMENT_METHOD, nullable=False)
    amount = sa.Column(MONEY, nullable=False)
    provider_reference = sa.Column(sa.String(80), unique=True)
    received_at = sa.Column(
        sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
    )


class Refund(Base):
    """Money that went back."""

    __tablename__ = "refunds"

    id = sa.Column(sa.BigInteger, primary_key=True)
    payment_id = sa.Column(sa.ForeignKey("payments.id"), nullable=False, index=True)
    amount = sa.Column(MONEY, nullable=False)
    reason = sa.Column(sa.Text, nullable=False)
    created_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


class LedgerEntry(Base):
    """One side of a booking; written once."""

    __tablename__ = "entries"
    __table_args__ = (
        sa.CheckConstraint("debit <> credit", name="two_sides"),
        {"schema": "ledger"},
    )

    id = sa.Column(sa.BigInteger, sa.Identity(always=True), primary_key=True)
    payment_id = sa.Column(sa.ForeignKey("payments.id"), index=True)
    debit = sa.Column(sa.String(20), nullable=False)
    credit = sa.Column(sa.String(20), nullable=False)
    amount = sa.Column(MONEY, nullable=False)
    booked_at = sa.Column(sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())
