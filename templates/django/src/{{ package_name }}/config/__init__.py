"""How Django runs this project: its settings, its URLs, its way in."""
