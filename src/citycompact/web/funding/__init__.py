"""Money on the site: counts, budgets as a joint decision, statements, and what everybody may read of them."""
