"""The qualitative strands of the study: what people wrote and said, coded and counted."""
