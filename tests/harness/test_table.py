"""Tables for a terminal and for a pipe."""

import pytest

from harness.table import plain, show


def test_columns_are_as_wide_as_they_need() -> None:
    assert plain(["a", "b"], [["one", "1"], ["x", "2"]]) == "a    b\none  1\nx    2"


def test_a_column_that_is_empty_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    show(["a", "b"], [["one", ""], ["two", ""]])
    assert capsys.readouterr().out == "a\none\ntwo\n"
