"""Every vintage of every figure, and what was known when."""
