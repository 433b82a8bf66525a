"""Text -> the same text as it stands in HTML or XML."""

from __future__ import annotations


def escape(text: str) -> str:
    """Return text as it stands between tags."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text


def escape_value(text: str) -> str:
    """Return text as it stands in an attribute's value."""
    return escape(text).replace('"', "&quot;")
