"""Pages for people in browsers, rendered here: they need no script."""
