"""What people do along the chain, one module for each of them; scenarios are made of these verbs.

A verb acts where the person acts (the browser), waits until the effect shows, and says which hop is stuck when it
does not.
"""
