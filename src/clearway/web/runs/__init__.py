"""Long computations: rows in the database, worked off outside of requests."""
