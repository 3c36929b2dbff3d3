"""How large the next wave must be, as the report shows the stored result of `stagepact plan`."""
