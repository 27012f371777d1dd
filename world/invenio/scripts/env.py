"""Does what an Invenio application does: every module's models in one metadata, every module's revisions in one history."""

import invenio_accounts.models  # noqa: F401
import invenio_files_rest.models  # noqa: F401
import invenio_oauthclient.models  # noqa: F401
import invenio_pidstore.models  # noqa: F401
import invenio_records.models  # noqa: F401
from alembic import context
from flask import Flask
from invenio_db import db
from sqlalchemy import engine_from_config, pool

config = context.config

# Revisions read the application's configuration.
with Flask("world").app_context():
    if context.is_offline_mode():
        url = config.get_main_option("sqlalchemy.url")
        context.configure(url=url, target_metadata=db.metadata, literal_binds=True)
        with context.begin_transaction():
            context.run_migrations()
    else:
        section = config.get_section(config.config_ini_section)
        engine = engine_from_config(section, poolclass=pool.NullPool)
        with engine.connect() as connection:
            context.configure(connection=connection, target_metadata=db.metadata)
            with context.begin_transaction():
                context.run_migrations()
