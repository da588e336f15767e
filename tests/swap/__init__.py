"""A project becomes one of another framework and keeps its database, by its page's commands."""
