"""The bridge: receives SCIM from WSO2 Identity Server and keeps HubSpot contacts equal to what it said."""
