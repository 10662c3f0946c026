"""Measured speed and memory, each figure beside a floor or what a user would do instead."""
