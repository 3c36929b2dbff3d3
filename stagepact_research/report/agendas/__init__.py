"""What chapter 3 and Bijlage D show of the kwaliteitsagenda's."""
