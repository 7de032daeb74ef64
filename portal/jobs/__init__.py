"""Jobs 后台作业: what the portal does by itself, leased in the database: each is done once, and seen by somebody."""
