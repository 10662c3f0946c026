"""Looking closely: what is behind a number of a case, and what the record knows by itself."""
