"""Pages: what people see in a browser, without a script."""
