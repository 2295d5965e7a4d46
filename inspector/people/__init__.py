"""Who may do what on the pages: people and their roles, signing in, and the trail of their acts."""
