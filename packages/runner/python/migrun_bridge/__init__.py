"""The Python half of migrun: runs a user's own Alembic for the process that started it."""
