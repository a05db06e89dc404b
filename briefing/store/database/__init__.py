"""The SQLite database: connections, tables, errors, quarantine."""
