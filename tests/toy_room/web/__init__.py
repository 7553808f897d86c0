"""The toy room on the site: its tables as models, its decisions as kinds, one page."""
