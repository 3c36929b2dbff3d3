"""What holds for every test."""

import os

from hypothesis import settings

# Hypothesis fails an example that takes over 0.2 s, which on a busy machine says nothing of the code. What is
# merged is tried on the same examples every time; who works on it tries new ones.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=25)
settings.load_profile("ci" if os.environ.get("CI") else "here")
