"""The wire: the SCIM dialects WSO2 speaks, resources, merging, filters, PATCH, errors. Knows nothing of HubSpot."""
