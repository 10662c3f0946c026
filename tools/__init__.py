"""What keeps the project true: checks and pages made from the code; not installed."""
