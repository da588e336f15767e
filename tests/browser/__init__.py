"""The generated pages in a real browser."""
