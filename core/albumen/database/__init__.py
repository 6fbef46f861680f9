"""The library database: models, sessions, migrations and backups."""
