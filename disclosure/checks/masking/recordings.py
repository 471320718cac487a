"""Films and sounds without what cameras and programs wrote beside them: place, time, author, cover.

An MP4 keeps its length to the byte: what goes is blanked where it stands, since the tables of a film count from the
beginning of the file.
"""

from disclosure.checks.boxes import BadBoxes, walk
from disclosure.checks.files import FileRefused
from disclosure.checks.hidden.package import damaged
from disclosure.checks.hidden.recordings import moments, notes, other_tracks
from disclosure.checks.recordings import sound_of_mp3


def strip_recording(data: bytes, suffix: str) -> bytes:
    """The copy: picture and sound byte for byte, nothing beside them.

    Raises:
        FileRefused: damaged, or with a track of data frame by frame, which only an editor can leave out.
    """
    if suffix == ".mp3":
        sound = sound_of_mp3(data)
        if sound is None:
            raise damaged()
        return data[sound[0] : sound[1]]
    try:
        boxes = walk(data)
        if any(True for _ in other_tracks(data, boxes)):
            raise FileRefused(
                "视频里除画面和声音外还有别的数据（如逐帧的拍摄位置、字幕），不能自动去掉。请用剪辑软件重新导出后再上传。"
            )
    except BadBoxes:
        raise damaged() from None
    made = bytearray(data)
    for box in notes(boxes):
        made[box.start + 4 : box.start + 8] = b"free"
        made[box.body : box.end] = bytes(box.end - box.body)
    for start, end in moments(data, boxes):
        made[start:end] = bytes(end - start)
    for box in boxes:
        if box.kind == b"hdlr" and box.end > box.body + 24:  # the name of a track is anyone's words
            made[box.body + 24 : box.end] = bytes(box.end - box.body - 24)
    return bytes(made)
