"""Words: the languages of a city, and dates, numbers and lists as people write them."""
