"""From which data, code, protocol and seeds the figures and tables of the report came."""
