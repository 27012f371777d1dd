"""Models of the billing database; importing the package registers every table."""

from services.billing.models.accounts import Account, Plan, Subscription
from services.billing.models.base import Base
from services.billing.models.invoices import Invoice, InvoiceLine, TaxRate
from services.billing.models.payments import LedgerEntry, Payment, Refund

__all__ = [
    "Account",
    "Base",
    "Invoice",
    "InvoiceLine",
    "LedgerEntry",
    "Payment",
    "Plan",
    "Refund",
    "Subscription",
    "TaxRate",
]
