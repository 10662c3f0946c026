"""The site as a reader meets it: Chromium over a running server."""
