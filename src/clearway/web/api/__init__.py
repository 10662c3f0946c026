"""The answers as JSON under /api/v1/, with tokens, a description, and a page to try it."""
