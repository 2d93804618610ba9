-- Whether the warehouse holds a release of anything.
SELECT EXISTS (SELECT FROM vintages.release) AS there
