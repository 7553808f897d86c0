"""The life of a joint decision, the same for every room."""
