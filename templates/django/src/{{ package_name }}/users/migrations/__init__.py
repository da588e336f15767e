"""How the tables of this app come about."""
