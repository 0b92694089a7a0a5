"""Annotator: turns news into labelled data at an analyst's own desk."""

__version__ = "0.1.0"
