"""A row's transforms at work, for the value alone and step by step."""

import json
from collections.abc import Sequence
from typing import Literal

from bridge.mapping.explanation import Step
from bridge.mapping.join import Join
from bridge.mapping.transform import Left, Transform

Unfit = Literal["keep", "leave", "clear"]
"""What becomes of a value that a transform cannot work on: it goes on as it is, HubSpot's is left, or it is emptied."""


def run(transforms: Sequence[Transform], value: str, unfit: Unfit) -> str | None:
    """Return what transforms make of a text; ``""``: it was emptied, which ends it; None: HubSpot's is left."""
    for transform in transforms:
        after = transform.apply(value)
        if isinstance(after, str):
            if not after:
                return ""
            value = after
        elif unfit != "keep":
            return None if unfit == "leave" else ""
    return value


def steps(transforms: Sequence[Transform], value: str, unfit: Unfit) -> list[Step]:
    """Return what each transform did, as far as they came."""
    done: list[Step] = []
    for transform in transforms:
        answer = transform.apply(value)
        if isinstance(answer, Left):
            done.append(Step(str(transform), value, value, answer.reason))
            if unfit != "keep":
                break
        else:
            done.append(Step(str(transform), value, answer, ""))
            value = answer
            if not value:
                break
    return done


def run_all(values: Sequence[str], each: Sequence[Transform], join: Join, unfit: Unfit) -> str | None:
    """Return what transforms of each value and the joining make of several."""
    kept: list[str] = []
    for value in values:
        after = run(each, value, unfit)
        if after is None:
            return None
        kept.append(after)
    return join.together(kept)


def steps_all(values: Sequence[str], each: Sequence[Transform], join: Join, unfit: Unfit) -> list[Step]:
    """Return what each transform did to all values, and the joining, as far as they came."""
    done: list[Step] = []
    for transform in each:
        answers = [transform.apply(value) if value else "" for value in values]
        reasons = dict.fromkeys(answer.reason for answer in answers if isinstance(answer, Left))
        left = unfit == "leave" and bool(reasons)
        after = [_after(value, answer, unfit) for value, answer in zip(values, answers, strict=True)]
        done.append(Step(str(transform), listed(values), listed(values if left else after), "; ".join(reasons)))
        if left:
            return done
        values = after
    return [*done, Step(str(join), listed(values), join.together(values), "")]


def _after(value: str, answer: str | Left, unfit: Unfit) -> str:
    if isinstance(answer, Left):
        return value if unfit == "keep" else ""
    return answer


def listed(values: Sequence[str]) -> str:
    """Return several values as one text to read."""
    return json.dumps(list(values), ensure_ascii=False)
