"""From a document to its editions, and to the statements in them."""
