"""Confirmatory factor analysis: complete-data ML, full-information ML, ordinal WLSMV, and invariance."""
