"""Numbers in Spanish as the country of the schools writes them (CLDR's es_US): 2,996 and 0.5."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
