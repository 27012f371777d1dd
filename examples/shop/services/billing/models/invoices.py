"""What accounts are asked to pay."""

import sqlalchemy as sa

from services.billing.models.base import MONEY, Base


class TaxRate(Base):
    """A rate of a country, from a day on."""

    __tablename__ = "tax_rates"
    __table_args__ = (
        sa.UniqueConstraint("country", "valid_from", name="uq_tax_rates_country_valid_from"),
        sa.CheckConstraint("rate BETWEEN 0 AND 1", name="rate"),
    )

    id = sa.Column(sa.Integer, primary_key=True)
    country = sa.Column(sa.CHAR(2), nullable=False)
    rate = sa.Column(sa.Numeric(5, 4), nullable=False)
    valid_from = sa.Column(sa.Date, nullable=False)


class Invoice(Base):
    """An invoice; it gets its number when it is sent."""

    __tablename__ = "invoices"
    __table_args__ = (sa.Index("ix_invoices_account_id_due_on", "account_id", "due_on"),)

    id = sa.Column(sa.BigInteger, primary_key=True)
    number = sa.Column(sa.String(20), unique=True)
    account_id = sa.Column(sa.ForeignKey("accounts.id"), nullable=False)
    subscription_id = sa.Column(sa.ForeignKey("subscriptions.id"))
    total = sa.Column(MONEY, nullable=False, server_default="0")
    issued_on = sa.Column(sa.Date, nullable=False)
    due_on = sa.Column(sa.Date, nullable=False)
    paid_at = sa.Column(sa.DateTime(timezone=True))


class InvoiceLine(Base):
    """One position of an invoice."""

    __tablename__ = "invoice_lines"
    __table_args__ = (
        sa.UniqueConstraint("invoice_id", "position", name="uq_invoice_lines_invoice_id_position"),
        sa.CheckConstraint("quantity > 0", name="quantity"),
    )

    id = sa.Column(sa.BigInteger, primary_key=True)
    invoice_id = sa.Column(sa.ForeignKey("invoices.id", ondelete="CASCADE"), nullable=False)
    position = sa.Column(sa.SmallInteger, nullable=False)
    description = sa.Column(sa.Text, nullable=False)
    quantity = sa.Column(sa.Numeric(10, 3), nullable=False, server_default="1")
    unit_price = sa.Column(MONEY, nullable=False)
    tax_rate_id = sa.Column(sa.ForeignKey("tax_rates.id"))
