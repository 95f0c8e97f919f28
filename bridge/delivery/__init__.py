"""What is owed to HubSpot, and the worker that pays it: batches, rate window, back-off, retries."""
