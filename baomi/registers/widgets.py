"""Choices of a list's conditions, written in one go.

Django renders a template for each choice; a filter over a hundred departments took a tenth of the page's time.
"""

from html import escape

from django import forms
from django.utils.safestring import SafeString, mark_safe
from django_filters.widgets import RangeWidget


class Options(forms.SelectMultiple):
    """A list of choices of which several can be marked."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        return _select(self, name, value, attrs, " multiple")


class Option(forms.Select):
    """A list of choices of which one is taken."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        return _select(self, name, value, attrs, "")


class DayRange(RangeWidget):
    """From a day to a day; each of the two fields is named, as the label stands over both."""

    def __init__(self, label: str):
        super().__init__(attrs={"placeholder": "2026-03-02", "inputmode": "numeric"})
        self.label = label

    def get_context(self, name, value, attrs) -> dict:
        context = super().get_context(name, value, attrs)
        for part, word in zip(context["widget"]["subwidgets"], ("自", "至"), strict=True):
            part["attrs"]["aria-label"] = f"{self.label}{word}"
        return context


class Ticks(forms.CheckboxSelectMultiple):
    """A box for each choice."""

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        chosen, group = set(self.format_value(value)), escape(_id(attrs, name))
        boxes = [
            f'<div><label for="{group}_{n}"><input type="checkbox" name="{escape(name)}" value="{escape(str(key))}"'
            f' id="{group}_{n}"{" checked" if str(key) in chosen else ""}> {escape(str(label))}</label></div>'
            for n, (key, label) in enumerate(self.choices)
        ]
        return mark_safe(f'<div id="{group}">{"".join(boxes)}</div>')


def _select(widget: forms.Select, name: str, value, attrs: dict | None, multiple: str) -> SafeString:
    chosen = set(widget.format_value(value))
    options = [
        f'<option value="{escape(str(key))}"{" selected" if str(key) in chosen else ""}>{escape(str(label))}</option>'
        for key, label in widget.choices
    ]
    control = f'<select name="{escape(name)}" id="{escape(_id(attrs, name))}"{multiple}>'
    return mark_safe(f"{control}{''.join(options)}</select>")


def _id(attrs: dict | None, name: str) -> str:
    return (attrs or {}).get("id") or f"id_{name}"
