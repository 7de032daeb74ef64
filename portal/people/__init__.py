"""People 人员: who works here, in which roles, since when, and who stands in for whom."""
