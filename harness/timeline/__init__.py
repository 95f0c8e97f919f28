"""The time line of a person from screen to record: what browser, identity server, bridge and HubSpot did, and when."""
