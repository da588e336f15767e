"""What must be the same in all three frameworks: their documents, their tables."""
