"""The web site of a city's common enrollment: families apply, schools verify, the office runs the match."""
