"""Ways to answer the checklists, all leading to the same file of answers."""
