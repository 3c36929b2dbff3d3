"""The parts of the study beside the questionnaire: documents and interviews, coded."""
