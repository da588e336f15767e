"""What the template's claims about speed and size rest on: `make bench`."""
