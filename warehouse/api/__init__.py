"""The warehouse over HTTP, read-only: SDMX-REST 2.2 paths, SDMX-CSV and JSON-stat out."""
