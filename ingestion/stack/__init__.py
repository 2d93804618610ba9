"""The processes behind ``vintages up``: Airflow's four, on this machine only."""
