"""What the first page of staff shows of enrollment: what waits, the days ahead, and charts of the round."""
