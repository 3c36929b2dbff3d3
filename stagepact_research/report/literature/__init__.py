"""Chapter 2: what the literature says, as text, table and figure from the coded claims."""
