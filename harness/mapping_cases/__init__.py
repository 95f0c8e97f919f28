"""Goldens of a mapping: one small file a case, with a user and what the contact would be; run by pytest."""
