"""Chapter 5: what the interviews found, from the findings, the estimates and the instruments."""
