"""Running the chain's own code in virtual time: hours in moments, and the same log each time."""
