"""What all tests have in common."""

from hypothesis import HealthCheck, settings

# A busy machine is slow at everything: how long an example takes says nothing about what is tested.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
