"""What the higher rooms may hang on a register's pages without the registers knowing them.

Approvals add the signature trail, printing the papers, reminders the due dates; a room registers a function here
when it starts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baomi.registers.declarations import Column, RecordAction, Register


@dataclass(frozen=True)
class PanelContent:
    """A card on a record page: a template with its own context, in the main or the side column."""

    label: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    column: str = "side"
    order: int = 100
    hint: str = ""
    link: tuple[str, str] | None = None
    """(label, url) at the right of the card's head."""
    signing: bool = False
    """Shown on the signing page, too: what the signer has to have read."""


Panel = Callable[[Register, Any, Any], PanelContent | None]
ActionSource = Callable[[Register, Any, Any], Sequence[RecordAction]]

_panels: list[Panel] = []
_action_sources: list[ActionSource] = []
_bulk_actions: list["BulkAction"] = []
_print_sources: list[Callable[[Register, Any], Sequence["PrintOption"]]] = []
_record_prints: list[Callable[[Register, Any, Any], Sequence["PrintOption"]]] = []
_comparison_prints: list[Callable[[Register, Any, str], "PrintOption"]] = []
_past_prints: list[Callable[[Register, str], "PrintOption"]] = []


@dataclass(frozen=True)
class PrintOption:
    """An entry of the list's 打印 menu; `post` when it starts a job over the rows shown."""

    label: str
    url: str
    post: bool = False


@dataclass(frozen=True)
class BulkAction:
    """Something done to many selected rows: the confirm page lists them before it runs.

    `applies(register, user)` says whether the list offers it; `check(user, record)` gives Allowed or Denied per
    row, shown beside it; `run(by, records, data)` does it and returns the address to go to (a job's page, or the
    list) with the sentence to show. `columns` are the columns of the confirm table.
    """

    slug: str
    label: str
    applies: Callable[[Register, Any], bool]
    run: Callable[[Any, list, Mapping[str, str]], tuple[str, str]]
    question: Callable[[Register, int], str]
    explanation: str = ""
    check: Callable[[Any, Any], Any] | None = None
    columns: tuple[Column, ...] = ()
    danger: bool = False


def add_panel(panel: Panel) -> Panel:
    """Register a panel: fn(register, record, user) -> PanelContent or None."""
    _panels.append(panel)
    return panel


def add_actions(source: ActionSource) -> ActionSource:
    """Register a source of buttons for the record page: fn(register, record, user) -> RecordActions."""
    _action_sources.append(source)
    return source


def add_print_options(source: Callable[[Register, Any], Sequence[PrintOption]]) -> Callable:
    """Register a source of entries for the list's 打印 menu: fn(register, user) -> PrintOptions."""
    _print_sources.append(source)
    return source


def print_options(register: Register, user) -> list[PrintOption]:
    return [option for source in _print_sources for option in source(register, user)]


def add_record_prints(source: Callable[[Register, Any, Any], Sequence[PrintOption]]) -> Callable:
    """Register the forms of one record, for pages without its papers: fn(register, record, user) -> PrintOptions."""
    _record_prints.append(source)
    return source


def record_prints(register: Register, record, user) -> list[PrintOption]:
    return [option for source in _record_prints for option in source(register, record, user)]


def add_past_print(source: Callable[[Register, str], PrintOption]) -> Callable:
    """Register the printing of a past page: fn(register, page) -> PrintOption; `page` is past or difference."""
    _past_prints.append(source)
    return source


def past_prints(register: Register, page: str) -> list[PrintOption]:
    return [source(register, page) for source in _past_prints]


def add_comparison_print(source: Callable[[Register, Any, str], PrintOption]) -> Callable:
    """Register how a comparison with an outside list is printed: fn(register, user, address of the result) -> PrintOption."""
    _comparison_prints.append(source)
    return source


def comparison_prints(register: Register, user, url: str) -> list[PrintOption]:
    return [source(register, user, url) for source in _comparison_prints]


def add_bulk_action(action: BulkAction) -> BulkAction:
    _bulk_actions.append(action)
    return action


def panels(register: Register, record, user) -> list[PanelContent]:
    """Every panel that has something to show, in order."""
    found = (panel(register, record, user) for panel in _panels)
    return sorted((content for content in found if content), key=lambda content: content.order)


def record_actions(register: Register, record, user) -> list[RecordAction]:
    return [action for source in _action_sources for action in source(register, record, user)]


def bulk_actions(register: Register, user) -> list[BulkAction]:
    return [action for action in _bulk_actions if action.applies(register, user)]


def bulk_action(register: Register, user, slug: str) -> BulkAction:
    """Raises LookupError when the register does not offer it to the user."""
    for action in bulk_actions(register, user):
        if action.slug == slug:
            return action
    raise LookupError(slug)
