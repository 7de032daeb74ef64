"""Word files 手册: made on request of human resources, owners and managers, and for readers of restricted pages."""
