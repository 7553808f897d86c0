"""What stands in the folder of a match beside what any decision has: its audit bundles and its report."""
