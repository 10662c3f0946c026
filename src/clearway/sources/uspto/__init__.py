"""Readers of what the United States Patent and Trademark Office publishes in bulk."""
