-- A list of periods is asked for the period of each cell, and one that is compressed, or lies beside its row, would be
-- unpacked for each. As long as a page has room for it, it lies in its row as it is: monthly figures of 150 years.
ALTER TABLE vintages.period_set ALTER periods SET STORAGE EXTERNAL, SET (toast_tuple_target = 8160);
UPDATE vintages.period_set SET periods = periods || '{}';
