"""The ledger 证据账: who confirmed or completed what, against which exact content, and when."""
