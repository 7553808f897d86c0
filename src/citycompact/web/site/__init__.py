"""What belongs to no room: accounts, access, the trail, language, clock and errors."""
