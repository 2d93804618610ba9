"""Where Airflow and the pages meet."""
