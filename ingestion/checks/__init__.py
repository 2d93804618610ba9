"""What must hold of a release before analysts see it."""
