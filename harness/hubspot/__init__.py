"""HubSpot as the harness knows it."""
