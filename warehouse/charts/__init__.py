"""Pictures of one series in all its releases, as files that need nothing else to be read."""
