"""Tags of what a clearance means."""
