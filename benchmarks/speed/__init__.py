"""How fast the warehouse is, against the physical limit and against what people use instead."""
