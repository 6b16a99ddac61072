"""Files that somebody calls a workbook: what is sound is read, whatever its make; the rest is refused with a reason."""

import re
import zipfile

import openpyxl
import pytest

from etl.sources.workbook import WorkbookError, read_workbook


def refusal(path):
    with pytest.raises(WorkbookError) as caught:
        read_workbook(path)
    return str(caught.value)


def changed(path, part, change):
    """The workbook with the content of a part changed."""
    other = path.with_name("endret.xlsx")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(other, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(content) if name == part else content)
    return other


def test_what_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "bok.xlsx"
    assert refusal(path) == f"Finner ikke {path}"
    path.write_bytes(b"knr;grad\n0301;80\n")
    assert refusal(path).startswith("bok.xlsx er ikke en Excel-arbeidsbok (.xlsx). Åpne den i Excel, lagre på nytt")
    path.write_bytes(b"PK\x03\x04 avkuttet")
    assert refusal(path) == "bok.xlsx er avkuttet eller skadet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("brev.txt", "hei")
    assert refusal(path).startswith("bok.xlsx er ikke en Excel-arbeidsbok (.xlsx). Åpne den")


def test_a_workbook_with_some_bytes_lost_is_refused(tmp_path):
    path = tmp_path / "bok.xlsx"
    book = openpyxl.Workbook()
    for number in range(2_000):
        book.active.append([f"{number:04}", number / 7])
    book.save(path)
    whole = bytearray(path.read_bytes())
    start = whole.index(b"xl/worksheets/sheet1.xml") + 400
    whole[start : start + 40] = bytes(40)
    path.write_bytes(whole)
    assert refusal(path) == "bok.xlsx er avkuttet eller skadet"


def test_locked_and_old_workbooks_are_refused(tmp_path):
    path = tmp_path / "bok.xlsx"
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    path.write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    assert refusal(path) == "bok.xlsx er låst med passord; fjern passordet i Excel"
    path.write_bytes(ole)
    assert refusal(path) == "bok.xlsx er i det gamle Excel-formatet; lagre som .xlsx"


def test_absurd_sizes_are_refused(tmp_path):
    path = tmp_path / "bok.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 61_000_000)
    assert refusal(path) == "bok.xlsx blir 61 MB i 1 deler når den pakkes ut; det er for mye"
    with path.open("wb") as file:
        file.truncate(31_000_000)
    assert refusal(path) == "bok.xlsx er 31 MB, mer enn 30 MB"


def test_definitions_that_grow_are_refused(save):
    grown = changed(save([["a"]]), "xl/workbook.xml", lambda content: b'<!DOCTYPE x [<!ENTITY a "b">]>' + content)
    assert "XML-definisjoner" in refusal(grown)


def test_a_part_that_cannot_be_read_is_told_with_what_to_do(save):
    assert refusal(changed(save([["a"]]), "xl/worksheets/sheet1.xml", lambda _: b"<x")) == (
        "endret.xlsx kan ikke leses som regneark (XmlError). "
        "Åpne den i Excel, lagre på nytt som vanlig Excel-arbeidsbok (.xlsx), og prøv igjen"
    )


def test_a_cell_far_out_is_named_and_not_reserved_memory_for(save):
    far = changed(
        save([["a"], ["b"]]),
        "xl/worksheets/sheet1.xml",
        lambda content: content.replace(b'r="A2"', b'r="XFD1048576"').replace(b'r="2"', b'r="1048576"'),
    )
    assert refusal(far) == (
        "endret.xlsx har noe så langt ute som rad 1048576 og kolonne XFD. "
        "Slett det som står utenfor tabellen, lagre, og prøv igjen"
    )


def test_strict_open_xml_is_read(save):
    path = save([["Knr", "Grad"], ["0301", 80.5]])
    strict = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    with zipfile.ZipFile(path) as book:
        parts = book.namelist()
    for part in parts:
        for usual, other in strict.items():
            path = changed(path, part, lambda content, usual=usual, other=other: content.replace(usual, other)).rename(
                path.with_name("streng.xlsx")
            )
    assert read_workbook(path).sheets[0].rows == (("Knr", "Grad"), ("0301", 80.5))


@pytest.mark.parametrize(
    ("part", "usual", "odd"),
    [
        ("xl/styles.xml", rb"<fill>.*?</fill>", b"<fill/>"),
        ("docProps/core.xml", rb"(<dcterms:created[^>]*>)[^<]*", rb"\1i fjor"),
    ],
)
def test_what_excel_lets_pass_is_read(save, part, usual, odd):
    path = changed(save([["Knr", "Grad"], ["0301", 80.5]]), part, lambda content: re.sub(usual, odd, content, count=1))
    with zipfile.ZipFile(path) as book:
        assert re.sub(rb"\\1", b"", odd) in book.read(part)
    assert read_workbook(path).sheets[0].rows == (("Knr", "Grad"), ("0301", 80.5))


def test_texts_are_composed_and_without_what_takes_no_place(save):
    rows = (
        read_workbook(save([["A\u030as", "\u200bMoss\u00a0\u00a0by ", "  ", "Sør\u00adfold"], [1, True, None, "x"]]))
        .sheets[0]
        .rows
    )
    assert rows == (("Ås", "Moss by", None, "Sørfold"), (1, True, None, "x"))


def test_visible_sheets_come_first(save):
    book = read_workbook(save([["a"]], title="Gammel", others={"Ny": [["b"]]}, hidden=["Gammel"]))
    assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [("Ny", False), ("Gammel", True)]


def test_a_folder_is_refused(tmp_path):
    assert refusal(tmp_path) == f"Kan ikke lese {tmp_path}"
