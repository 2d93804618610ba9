-- Make the table of a dataset's cells that stand alone, without indexes, and not part of the whole.
SELECT vintages.open_lone(%(dataset_id)s::smallint)
