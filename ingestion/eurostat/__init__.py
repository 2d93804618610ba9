"""What only Eurostat needs; in this wing only ``steps`` knows the order of the line."""
