"""The SQLite database: connections, migrations, errors, quarantine."""
