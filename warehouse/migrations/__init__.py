"""Numbered steps from an empty database to today's tables; each reads its own .sql file."""
