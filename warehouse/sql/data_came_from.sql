-- Whether data of any dataset ever came from an address.
SELECT EXISTS (
       SELECT FROM vintages.fetch
        WHERE purpose = 'data' AND outcome = 'ok' AND starts_with(url, %(address)s)) AS there
