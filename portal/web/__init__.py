"""What every answer shares: languages, wording, the shell, refusals, protection and the log of requests."""
