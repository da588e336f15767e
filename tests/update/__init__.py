"""Updates: from every release, with what people do to their projects, and without trust."""
