-- Whether a release of the dataset was taken after a moment.
SELECT EXISTS (SELECT FROM vintages.release JOIN vintages.dataset USING (dataset_id)
                WHERE dataset_code = %(dataset_code)s AND recorded_at > %(moment)s) AS there
