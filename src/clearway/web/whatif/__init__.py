"""What if: deals switched, changed and supposed; variants of a case, side by side."""
