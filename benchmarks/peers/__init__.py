"""What people use instead, each a program of its own on libraries of its own (.venv-peers).

Each is called as ``python -m benchmarks.peers.NAME URL FOLDER FILE NUMBER``: a database, a folder
that it keeps between vintages, a release, and its number, which is its publication time.
"""
