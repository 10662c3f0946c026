"""The real command line, end to end."""
