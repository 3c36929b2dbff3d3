"""Do the scales measure what they should? The figures, tables and sentences of Bijlage B."""
