"""The document tree and the edition: plain data that every stage shares."""

from loccit.model.edition import Document, Edition, Reference, Spelling
from loccit.model.memory import Memory
from loccit.model.permalink import EMPTY_REGISTRY, Permalink, Registry, Release
from loccit.model.source import Source, Tag
from loccit.model.text import (
    Block,
    Change,
    Facsimile,
    Header,
    Heading,
    Mention,
    Note,
    NoteReference,
    Oddity,
    Outline,
    PageImage,
    Passage,
    Pointer,
    RegisterItem,
    Responsibility,
    Series,
    Target,
    Text,
)
from loccit.model.tree import EMPTY, Node

__all__ = [
    "EMPTY",
    "EMPTY_REGISTRY",
    "Block",
    "Change",
    "Document",
    "Edition",
    "Facsimile",
    "Header",
    "Heading",
    "Memory",
    "Mention",
    "Node",
    "Note",
    "NoteReference",
    "Oddity",
    "Outline",
    "PageImage",
    "Passage",
    "Permalink",
    "Pointer",
    "Reference",
    "RegisterItem",
    "Registry",
    "Release",
    "Responsibility",
    "Series",
    "Source",
    "Spelling",
    "Tag",
    "Target",
    "Text",
]
