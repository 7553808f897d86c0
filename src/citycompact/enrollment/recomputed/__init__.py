"""A round recomputed from facts, rules and draw alone, and what was published held against it.

Nothing here comes from the code that decides: neither its groups, nor its rights, keys or numbers. Everything
is looked up in the tables, as one would do it by hand; only the rules' own model
(:mod:`citycompact.enrollment.rules`) is shared, because it is what was signed.
"""
