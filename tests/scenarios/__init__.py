"""Given/expect scenarios that a lawyer can read, run against every engine."""
