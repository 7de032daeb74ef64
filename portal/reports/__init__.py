"""Reports 报告: who should have confirmed what on a day, who had, and the proof of it. Only recorded facts are read."""
