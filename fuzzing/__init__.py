"""Readers are given what no source would send: by hypothesis in the tests, by atheris at will."""
