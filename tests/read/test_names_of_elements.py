"""Documents whose makers have other names for the elements of TEI."""

from __future__ import annotations

from pathlib import Path

from tests.conservation import faults_of_site, site_of

NATIONAL_CORPUS = """<bncDoc><teiHeader><fileDesc><titleStmt><title>Rain</title></titleStmt></fileDesc></teiHeader>
<wtext type="FICTION"><div level="1"><p><s n="1"><w c5="PRP">At </w><mw c5="AV0"><w c5="AV0">once </w></mw><w c5="NN1"
>rain</w><c c5="PUN">.</c></s></p></div></wtext></bncDoc>"""


def test_a_document_with_a_header_and_a_text_is_tei_whatever_it_is_called(tmp_path: Path) -> None:
    """A document of the British National Corpus is a text with its title, and not XML of another kind."""
    file = tmp_path / "a.xml"
    file.write_text(NATIONAL_CORPUS, "utf-8")

    site = site_of(file)
    page = site["a/index.html"].decode()

    assert ">Rain</h1>" in page
    assert 'class="tei-text"' in page
    assert [] == faults_of_site(site)
