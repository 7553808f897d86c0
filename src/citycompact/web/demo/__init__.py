"""The demo city in the site: loaded by command, with one-click sign-in that exists in demo mode only."""
