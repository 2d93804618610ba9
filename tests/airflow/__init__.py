"""Tests that import or start Airflow; no other test does."""
