"""Zips of attachments, friendly and hostile."""

import io
import zipfile

import pytest

from disclosure.sheets import bundle
from disclosure.sheets.bundle import Bundle, BundleRefused


def packed(files, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def packed_in_gbk(name, data=b"%PDF-1.4"):
    """As Windows packs it: the name's bytes in GBK, no UTF-8 mark."""
    letters = name.encode("gbk")
    made = packed({"x" * len(letters): data})
    return made.replace(b"x" * len(letters), letters)


def test_files_are_found_by_path_and_by_bare_name():
    box = Bundle(packed({"附件/预算表.xlsx": b"1", "说明.pdf": b"2"}))

    assert box.read(box.find("附件/预算表.xlsx")) == b"1"
    assert box.read(box.find("预算表.xlsx")) == b"1"
    assert box.read(box.find("附件\\预算表.XLSX")) == b"1"
    assert len(box) == 2


def test_names_packed_by_windows_are_read_as_meant():
    box = Bundle(packed_in_gbk("低保公示.pdf"))

    assert box.read(box.find("低保公示.pdf")) == b"%PDF-1.4"


def test_a_name_in_two_folders_is_ambiguous():
    box = Bundle(packed({"一月/表.xlsx": b"1", "二月/表.xlsx": b"2"}))

    with pytest.raises(BundleRefused, match="文件夹"):
        box.find("表.xlsx")
    assert box.read(box.find("二月/表.xlsx")) == b"2"


def test_a_missing_name_is_named():
    with pytest.raises(BundleRefused, match=r"没有“表\.xlsx”"):
        Bundle(packed({"甲.pdf": b"1"})).find("表.xlsx")


@pytest.mark.parametrize("name", ["../甲.pdf", "a/../../甲.pdf", "/etc/甲.pdf", "C:\\甲.pdf", "..\\甲.pdf"])
def test_names_that_leave_the_folder_are_refused(name):
    with pytest.raises(BundleRefused, match="不安全"):
        Bundle(packed({name: b"1"}))


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(BundleRefused, match="压缩率"):
        Bundle(packed({"甲.pdf": b"\0" * (5 * 2**20)}))


def test_more_than_an_attachment_may_be_is_refused_when_read(settings):
    settings.ATTACHMENT_MAX_BYTES = 10
    box = Bundle(packed({"甲.pdf": b"12345678901"}))

    with pytest.raises(BundleRefused, match="超过"):
        box.read(box.find("甲.pdf"))


def test_too_many_files_and_too_much_are_refused(monkeypatch):
    made = packed({"甲.pdf": b"1" * 50, "乙.pdf": b"2" * 50})

    monkeypatch.setattr(bundle, "MAX_FILES", 1)
    with pytest.raises(BundleRefused, match="超过1个"):
        Bundle(made)
    monkeypatch.setattr(bundle, "MAX_FILES", 10)
    monkeypatch.setattr(bundle, "MAX_UNPACKED", 60)
    with pytest.raises(BundleRefused, match="解开后"):
        Bundle(made)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"Rar!\x1a\x07\x00"])
def test_what_is_no_zip_is_refused(data):
    with pytest.raises(BundleRefused, match="打不开"):
        Bundle(data)


def test_a_damaged_file_is_refused_when_read():
    made = bytearray(packed({"甲.pdf": bytes(range(256)) * 20}, zipfile.ZIP_STORED))
    made[200:220] = b"!" * 20
    box = Bundle(bytes(made))

    with pytest.raises(BundleRefused, match="损坏"):
        box.read(box.find("甲.pdf"))


def test_litter_of_the_packing_computer_is_left_out():
    assert len(Bundle(packed({"__MACOSX/._甲.pdf": b"1", "甲.pdf": b"2", ".DS_Store": b"3"}))) == 1
