"""The registry of permanent addresses: its file, fingerprints, and what in an edition has an address."""
