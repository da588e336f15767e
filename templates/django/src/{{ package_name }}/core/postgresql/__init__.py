"""The engine of DATABASES: Django's own for PostgreSQL, which looks before it asks."""
