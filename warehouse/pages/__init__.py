"""Pages for a browser: what is held, what changed, what quotes it, what waits. Nothing writes."""
