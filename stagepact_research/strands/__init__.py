"""What each source of the study found: policy agendas, interviews, literature."""
