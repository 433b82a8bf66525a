"""A text of the edition: its header, its tree, and what was counted and collected in the one walk over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

import msgspec

from loccit.errors import Position
from loccit.model.header import Header
from loccit.model.letter import Letter
from loccit.model.mentions import Mention, Named, names_of
from loccit.model.packed import Packed
from loccit.model.source import Source
from loccit.model.tree import EMPTY, Node


class Target(msgspec.Struct, frozen=True, gc=False):
    """Where a pointer leads, after prefixes are expanded and paths resolved."""

    kind: str
    """`local`, `text`, `entry`, `note`, `page`, `source`, `file`, `external`, `unsafe`, `dangling`, `empty`, or `name`
    for what a name refers to."""
    key: str = ""
    """The text's, entry's, note's, page's or source's key; the path of a file; the address of an external target; the
    reference of a name, as in a mention."""
    fragment: str = ""
    """The `xml:id` within the text, without the `#`."""


class Pointer(msgspec.Struct, frozen=True, gc=False):
    """One pointer as written, with the place it stands and what it leads to."""

    value: str
    attribute: str
    element: str
    ordinal: int
    target: Target


class Block(msgspec.Struct, frozen=True, gc=False):
    """A citable block: a paragraph, a line of verse, a headnote."""

    id: str
    """The address within the page: `p7`."""
    label: str
    """What the margin prints and a citation says: `7`."""
    kind: str
    """`paragraph`, `line` or `note`."""
    permanent: bool
    """Whether the source itself carries the address as `xml:id`."""
    node: Node

    @property
    def text(self) -> str:
        """Return the block's text, white space folded."""
        return self.node.text


class NoteReference(msgspec.Struct, frozen=True, gc=False):
    """A place in the text that calls a note."""

    id: str
    """The address of the reference itself."""
    block_id: str
    """The citable block it stands in, or an empty string."""
    block_label: str


class Series(msgspec.Struct, frozen=True, gc=False):
    """The notes of one hand or of one kind, which are numbered together."""

    kind: str
    """`source`, `editorial`, `margin`; or `type` and `responsible`, told apart by their `word`."""
    word: str = ""
    """The kind of the notes as the source calls it, or the name of who is responsible for them."""
    marginal: bool = False
    """Whether the notes stand in the margin of the source."""


class Note(msgspec.Struct, frozen=True, gc=False):
    """A note lifted out of the text, with the places that call it."""

    id: str
    label: str
    """What the reference prints: a number for the source's notes, a letter for the editors'."""
    series: Series
    node: Node
    """The note's content; empty for an editorial note, whose words are in its own file."""
    entry: str
    """The key of the editors' note that this stands for, or an empty string."""
    references: tuple[NoteReference, ...]
    permanent: bool
    printed: str = ""
    """What the source prints instead of the label."""


class RegisterItem(msgspec.Struct, frozen=True, gc=False):
    """A person, place, organisation, work, event or object described in the TEI itself."""

    id: str
    kind: str
    name: str
    """The name by which it is listed: `Schopenhauer, Arthur`, where the source tells the surname from the others."""
    spellings: tuple[str, ...]
    years: str
    """The years of birth and death: `1788–1860`."""
    identifiers: tuple[tuple[str, str], ...]
    """What identifies it elsewhere: the authority as far as it is named, and the identifier or address there."""
    facts: tuple[tuple[str, Node], ...]
    """All else that is said of it, each with its TEI name."""
    tells: bool
    """Whether anything is said of it but its name."""
    apart: bool
    """Whether it is in a part of the file that no page of a text shows: `standOff`, or a file of nothing else."""


class Heading(msgspec.Struct, frozen=True, gc=False):
    """A heading for the table of contents."""

    id: str
    level: int
    text: str
    number: str = ""
    kind: str = ""
    """Of a division without a heading: what it is, such as `translation`."""
    language: str = ""
    """Of such a division: its language, where others are the same in other languages."""


class PageImage(msgspec.Struct, frozen=True, gc=False):
    """The image of a page, or of another surface that was written on."""

    target: Target
    """A file of the edition, or an address elsewhere."""
    label: str = ""
    """What the source calls the page, or an empty string."""
    key: str = ""
    """The `xml:id` of the surface, or an empty string."""
    address: str = ""
    """Where the page begins in the page of the text; empty where no place says so, or it has no name."""
    width: int = 0
    """Of the surface, in units of its own; 0 where the source does not say."""
    height: int = 0
    placed: bool = False
    """Whether it is shown where the page begins."""


class Facsimile(msgspec.Struct, frozen=True):
    """The images of the pages of a text, in their order."""

    images: tuple[PageImage, ...] = ()
    manifest: str = ""
    """The address of an IIIF manifest that the source itself names."""
    surfaces: tuple[Heading, ...] = ()
    """The surfaces of a transcription that is the text, for its table of contents."""
    transcription: bool = False
    """Whether a transcription of the document follows the text."""


NO_FACSIMILE = Facsimile()


class Passage(msgspec.Struct, frozen=True, gc=False):
    """Something of a text that has an address, in words alone."""

    address: str
    kind: str
    """`paragraph`, `line`, `heading` or `note`."""
    label: str
    words: str
    """Its text, white space folded."""
    permanent: bool
    """Whether the source itself carries the address."""
    ordinal: int
    """Its start tag in the source."""
    own: str
    """The `xml:id` that its element carries, even one that another element carries as well."""


class Oddity(msgspec.Struct, frozen=True, gc=False):
    """Something in the source that a rule may want to report: what it is, about what, and where."""

    kind: str
    subject: str
    ordinal: int
    """The number of its start tag; -1 where it is none of an element's."""
    detail: str = ""
    at: Position | None = None
    """Its place, where no start tag has it."""


class Witness(msgspec.Struct, frozen=True):
    """A witness of the text, or another source of readings."""

    key: str
    """Its `xml:id`, or the name that readings have for it."""
    siglum: str
    """What the apparatus prints for it: `A`."""
    description: str
    is_witness: bool
    """Whether readings name it in `@wit`, and not only in `@source`."""


class AppEntry(msgspec.Struct, frozen=True, gc=False):
    """An entry of the critical apparatus."""

    node: Node
    """The lemma and the readings with their witnesses; its parameters tell where in the text they belong."""
    heading: int
    """How many headings stand before that place."""
    apart: bool
    """Whether the readings are nowhere else: they are not in the text, too."""


class Part(msgspec.Struct, frozen=True, gc=False):
    """A division of a long text that begins a page of its own."""

    key: str
    """The name of its folder below the text's; it tells nothing of the order of the divisions."""
    label: str
    """What the table of contents calls it: its heading, else what the source calls it by `@n`, else its first words."""
    address: str
    """The address of its heading or of itself, or an empty string."""
    depth: int
    """How many parts it is in."""
    ordinal: int
    """Its start tag in the source."""
    headed: bool
    """Whether it says itself how it is called."""


class Text(msgspec.Struct, frozen=True, dict=True):
    """One text of the edition, read and numbered."""

    key: str
    """The text's folder in the site."""
    source: Source
    header: Header
    letter: Letter | None
    """What the header says of the text as a letter, where it is one."""
    root: Node
    language: str
    languages: frozenset[str]
    """Every `xml:lang` of the text, with its own language."""
    blocks: Sequence[Block]
    notes: Sequence[Note]
    headings: tuple[Heading, ...]
    elements: frozenset[str]
    """The names of all the elements of the text."""
    ids: Mapping[str, int]
    """Each `xml:id` of the file with the ordinal of the element that carries it."""
    shown_ids: frozenset[str]
    """The addresses that exist in the pages made of the text."""
    pointers: tuple[Pointer, ...]
    mentions: Sequence[Mention]
    register: Mapping[str, RegisterItem]
    is_register: bool
    """Whether the file has nothing to read but a register of persons, places and the like."""
    images: tuple[Pointer, ...]
    oddities: tuple[Oddity, ...]
    options: frozenset[str]
    """What a reader may choose to see: `documentary` text, `variants` of witnesses, `lines` and `pages`."""
    apparatus: tuple[AppEntry, ...] = ()
    """The entries of the critical apparatus in reading order, without those that the text itself lists."""
    witnesses: tuple[Witness, ...] = ()
    facsimile: Facsimile = NO_FACSIMILE
    styles: tuple[tuple[str, str], ...] = ()
    """The looks that the source declares, each with its CSS, not yet made safe (`read/styles.py`)."""
    features: frozenset[str] = frozenset()
    """What only some texts have of notes: some in the `margin`, an `inline-note`, ..."""
    parts: tuple[Part, ...] = ()
    """The divisions that begin a page of their own, in reading order; none where the text is one page."""
    letters: tuple[Letter, ...] = ()
    """The letters that the header lists, where there is no text besides."""
    part_of: Mapping[str, str] = EMPTY
    """The key of the part that has an address; those of the text's first page are left out."""

    @property
    def title(self) -> str:
        """Return the title by which the text is listed."""
        return self.header.title

    @cached_property
    def blocks_by_id(self) -> Mapping[str, Block]:
        """Return the citable blocks by their addresses."""
        return {block.id: block for block in self.blocks}

    @cached_property
    def notes_by_block(self) -> Mapping[str, tuple[Note, ...]]:
        """Return the notes by the address of the block that calls them, each with its references in that block."""
        found: dict[str, list[Note]] = {}
        for note in self.notes:
            for block in dict.fromkeys(reference.block_id for reference in note.references):
                own = tuple(reference for reference in note.references if reference.block_id == block)
                found.setdefault(block, []).append(msgspec.structs.replace(note, references=own))
        return {block: tuple(notes) for block, notes in found.items()}

    @cached_property
    def callers(self) -> Mapping[str, Note]:
        """Return the notes by the addresses of the references to them."""
        return {reference.id: note for note in self.notes for reference in note.references}

    @cached_property
    def note_numbers(self) -> Mapping[str, int]:
        """Return which of all notes each is, by address."""
        return {note.id: number for number, note in enumerate(self.notes)}

    @property
    def named(self) -> Sequence[Named]:
        """Return who and what the text names, by kind, key and words."""
        return self._named

    @cached_property
    def _named(self) -> Sequence[Named]:
        return names_of(self.mentions, self.kind_of)

    def kind_of(self, block_id: str) -> str:
        """Return the kind of the block with an address, or an empty string."""
        block = self.blocks_by_id.get(block_id)
        return block.kind if block else ""

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Return the blocks, headings and notes in reading order."""
        return self._passages

    @cached_property
    def _passages(self) -> tuple[Passage, ...]:
        found = [_passage(b.node, b.id, b.kind, b.label, permanent=b.permanent) for b in self.blocks]
        headings = (n for n in self.root.walk() if n.behaviour == "heading" and n.params.get("id"))
        found += (_passage(n, n.params["id"], "heading", "", permanent=n.id == n.params["id"]) for n in headings)
        found += (_passage(n.node, n.id, "note", n.label, permanent=n.permanent) for n in self.notes if not n.entry)
        return tuple(sorted(found, key=lambda passage: passage.ordinal))

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Return the words at each address."""
        return {passage.address: passage.words for passage in self.passages}

    @property
    def without_address(self) -> Mapping[str, int]:
        """Return how many blocks and notes have no address of their own in the source, by kind."""
        # An id that is no name, or is used twice, has a rule of its own.
        bare = [(block.kind, block.node) for block in self.blocks if not block.permanent and not block.node.id]
        bare += [("note", note.node) for note in self.notes if not note.permanent and not note.node.id]
        # What is included a second time has its address the first time.
        return Counter(kind for kind, node in bare if not (self.source.parts and self.source.is_repeated(node.ordinal)))

    def used_entries(self) -> tuple[str, ...]:
        """Return the keys of the glossary entries the text points at, in order of first use."""
        keys = (p.target.key for p in self.pointers if p.target.kind == "entry")
        return tuple(dict.fromkeys(keys))

    def outline(self, *, with_words: bool) -> Outline:
        """Return what other parts of the edition need to know of the text; its trees are left out.

        `with_words` keeps the words of the passages, for an edition that remembers its releases.
        """
        fields = {name: getattr(self, name) for name in self.__struct_fields__}
        header = msgspec.structs.replace(self.header, source=_NOTHING, parts=())
        blocks = Packed(msgspec.structs.replace(block, node=_bare(block.node)) for block in self.blocks)
        notes = Packed(msgspec.structs.replace(note, node=_bare(note.node)) for note in self.notes)
        kept = self.passages if with_words else ()
        fields |= {"header": header, "root": _NOTHING, "blocks": blocks, "notes": notes, "apparatus": ()}
        fields |= {"mentions": Packed(self.mentions), "kept_names": Packed(self.named), "bare": self.without_address}
        fields["letters"] = tuple(Letter((), (), (), letter.pointer, letter.number) for letter in self.letters)
        return Outline(**fields, kept=kept)


class Outline(Text, frozen=True):
    """A text without its trees: what the rest of the edition needs to know of it."""

    kept: tuple[Passage, ...] = ()
    kept_names: Sequence[Named] = ()
    bare: Mapping[str, int] = EMPTY

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Return the passages that were kept."""
        return self.kept

    @property
    def named(self) -> Sequence[Named]:
        """Return the names that were kept."""
        return self.kept_names

    @property
    def without_address(self) -> Mapping[str, int]:
        """Return how many blocks and notes had no address when the text was whole."""
        return self.bare


_NOTHING = Node("omit", "")


def _bare(node: Node) -> Node:
    """Return a node without its content: its name, its place and its own address."""
    attributes = {"xml:id": node.id} if node.id else EMPTY
    return Node(node.behaviour, node.name, attributes, [], EMPTY, node.block, node.ordinal)


def _passage(node: Node, address: str, kind: str, label: str, *, permanent: bool) -> Passage:
    return Passage(address, kind, label, node.text, permanent, node.ordinal, node.id)
