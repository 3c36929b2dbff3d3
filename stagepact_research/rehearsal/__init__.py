"""Practising the fieldwork: a LimeSurvey server that is none, for tests and for the research team."""
