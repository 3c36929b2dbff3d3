"""What each source beside the survey found: policy agendas, interviews, literature."""
