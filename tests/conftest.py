"""What holds for every test."""

from hypothesis import settings

# Hypothesis fails an example that takes over 0.2 s, which on a busy machine says nothing of the code.
settings.register_profile("without deadline", deadline=None)
settings.load_profile("without deadline")
