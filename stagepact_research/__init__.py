"""From a versioned questionnaire to a published report."""
