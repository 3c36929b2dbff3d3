"""Who is missing, as chapter 4 and Bijlage D show it."""
