-- Build the indexes of cells that stand alone, once they are in their table.
SELECT vintages.finish_lone(%(dataset_id)s::smallint)
