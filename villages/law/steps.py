"""A step in a table of states and acts; what a table does not have is refused as a publication's step is."""

from collections.abc import Mapping
from typing import TypeVar

from catalog.law.vocabulary import Labelled
from disclosure.law.lifecycle import StepRefused

State = TypeVar("State", bound=Labelled)
Act = TypeVar("Act", bound=Labelled)


def led_to(table: Mapping[tuple[State, Act], State], state: State, act: Act, what: str) -> State:
    """The state an act leads to.

    Args:
        what: with its measure word, for the sentence.

    Raises:
        StepRefused: the table has no such step.
    """
    found = table.get((state, act))
    if found is None:
        raise StepRefused(f"这{what}{state.label}，现在不能{act.label}。")
    return found
