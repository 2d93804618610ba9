"""What Alembic runs: each migration in one transaction, on the connection it is handed."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table="migration", version_table_schema="public")
with context.begin_transaction():
    context.run_migrations()
