-- The roles and databases of a new server; the image's entry point runs this once, as its superuser.
-- Passwords come from the environment of the container, and are written nowhere else.
\getenv airflow_password AIRFLOW_DB_PASSWORD
\getenv owner_password VINTAGES_OWNER_PASSWORD
\getenv loader_password VINTAGES_LOADER_PASSWORD
\getenv analyst_password VINTAGES_ANALYST_PASSWORD

CREATE ROLE airflow LOGIN PASSWORD :'airflow_password';
CREATE ROLE vintages_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE vintages_loader LOGIN PASSWORD :'loader_password';
CREATE ROLE vintages_analyst LOGIN PASSWORD :'analyst_password';
-- Whoever reads on behalf of people does so as the analyst, who reads figures and nothing else.
GRANT vintages_analyst TO vintages_owner, vintages_loader;

CREATE DATABASE airflow OWNER airflow;
CREATE DATABASE warehouse OWNER vintages_owner;
REVOKE ALL ON DATABASE airflow, postgres, template1 FROM PUBLIC;
