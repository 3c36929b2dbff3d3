"""What changed between two waves, as chapter 4 and the appendices show it."""
