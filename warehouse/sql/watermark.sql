-- How far a feed has been read; no row for a feed that nobody read yet.
SELECT watermark FROM vintages.watcher WHERE feed = %(feed)s
