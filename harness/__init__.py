"""The harness: stands the chain up, drives it through a browser, injects faults and keeps the evidence."""
