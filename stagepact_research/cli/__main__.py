"""`python -m stagepact_research.cli`."""

from stagepact_research.cli import main

main()
