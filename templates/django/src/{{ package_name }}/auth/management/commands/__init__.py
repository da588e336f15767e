"""Commands of this app: `python manage.py help`."""
