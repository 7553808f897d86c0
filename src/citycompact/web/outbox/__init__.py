"""Messages to families: written once, sent once, retried, logged."""
