"""Releases like Eurostat's, of any size, with the truth about what is in them."""
