"""Pure: one SCIM user in, the HubSpot properties it should have out. No I/O but reading the mapping file."""
