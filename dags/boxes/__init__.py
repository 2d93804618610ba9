"""What the boxes of several DAGs have in common."""
