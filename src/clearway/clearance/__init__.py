"""What is cleared and what is exposed: pure rules, named relations, one compiled kernel."""
