"""A covering set of projects, each installed, checked, served and stopped for real."""
