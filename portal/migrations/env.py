"""How a migration reaches the database: over the connection that `portal.database.upgrade` opened."""

from alembic import context

from portal.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
