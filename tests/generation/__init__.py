"""Every valid combination of answers, rendered and read as a person would."""
