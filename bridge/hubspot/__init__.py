"""The HubSpot client: contacts, properties, errors, rate window. Knows nothing of SCIM."""
