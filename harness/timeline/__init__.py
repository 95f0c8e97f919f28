"""One time line of a person from screen to record: what the browser, the identity server, the bridge and HubSpot did."""
