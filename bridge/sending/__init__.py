"""`bridge send`: a SCIM request as a given client would send it, and what became of it, read from the trail."""
