"""Notes that stand beside the text and are on no place of it."""

from __future__ import annotations

from pathlib import Path

from tests.conservation import faults_of_site, site_of

LETTER = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc>
</teiHeader><text><body><p>A meter<ptr target="#meter"/>.</p></body></text><standOff>
<listAnnotation type="typed"><note type="dating">Undated.</note><note type="place"/>
<note>A copy.</note></listAnnotation>
<listAnnotation><note xml:id="meter">A rule.</note></listAnnotation>
<listPerson><person><persName>Ann</persName><note>Born there.</note></person></listPerson></standOff></TEI>"""


def test_notes_on_the_whole_text_are_remarks(tmp_path: Path) -> None:
    """A note that nothing calls is said once about the text; one that is called or describes a person is not."""
    file = tmp_path / "a.xml"
    file.write_text(LETTER, "utf-8")

    site = site_of(file)
    about = site["a/index.html"].decode().partition('id="loccit:about-text"')[2]

    assert about.count(">Remarks</summary>") == 1
    assert "Undated." in about
    assert "A copy." in about
    assert "A rule." not in about
    assert "Born there." not in about
    assert [] == faults_of_site(site)
