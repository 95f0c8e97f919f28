"""The scenarios need the harness's pytest plugin, which comes with the installed project."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Write the results of every run, as ``reports/junit.xml``."""
    if not config.option.xmlpath:
        config.option.xmlpath = str(config.rootpath / config.option.reports / "junit.xml")
