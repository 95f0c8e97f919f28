"""docs/settings.md."""

from pathlib import Path

from bridge.cli.reference import reference
from bridge.settings import Settings, variable

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def test_the_page_of_the_settings_is_the_one_that_the_code_gives() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run: python -m bridge.cli.reference > docs/settings.md"


def test_the_page_names_every_setting() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"`{variable(name)}`" not in page] == []


def test_every_setting_says_what_it_is() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
