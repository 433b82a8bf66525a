"""Loccit makes a static scholarly edition out of TEI-XML."""

__version__ = "0.1.0"
