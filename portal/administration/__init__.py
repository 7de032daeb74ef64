"""Administration 系统管理: what the administrator looks at — health, jobs, settings, sign-ins — and the first steps."""
