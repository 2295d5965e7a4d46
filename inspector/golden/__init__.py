"""References and recipes: what a good part looks like and how far it may deviate."""
