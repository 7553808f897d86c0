"""Schools and their programs; what school staff and operators see and do."""
