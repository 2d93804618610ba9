"""The parts of the Eurostat stand-in: what it serves, how it answers, and its bad days."""
