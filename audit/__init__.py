"""The supply chain: what is known of the packages that are locked."""
