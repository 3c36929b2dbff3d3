"""The interviews: guides, codebook, coded interviews and their counts."""
