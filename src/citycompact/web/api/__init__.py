"""A REST API for other systems: public facts openly, exports with tokens and scopes."""
