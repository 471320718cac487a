"""Files that are encrypted where they lie: proofs of identity and other uploads of applicants (PII-6).

A sealed file is a line that says so and one line for each piece, a token like those of sealed texts. Each piece carries
the file's random mark, its place and whether it is the last, so that none can be left out, swapped or added.
"""

import hashlib
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps as installed
from django.apps.registry import Apps
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db.models import FileField, Model
from django.utils.deconstruct import deconstructible

from disclosure.models.sealed import SealBroken, cipher, personal_keys

HEAD = b"encf1\n"
PIECE = 256 * 2**10  # bytes of content in one token
_MARK = 16
_IN_MEMORY = 5 * 2**20
_UNIQUE = 16  # random bytes in a stored name


def seal_bytes(data: bytes) -> bytes:
    """The content as it may be stored."""
    return b"".join(seal_pieces([data]))


def open_bytes(stored: bytes, keys: Sequence[str] | None = None) -> bytes:
    """The content again.

    Args:
        keys: those that may open it; without, all of the settings.

    Raises:
        SealBroken: no key fits, or something was changed, cut off or added.
    """
    if not stored.startswith(HEAD):
        raise SealBroken("文件没有加密标记，可能已损坏。")
    opener, mark, pieces, ended = cipher(keys), b"", [], False
    for number, token in enumerate(stored[len(HEAD) :].splitlines()):
        try:
            piece = opener.decrypt(token)
        except InvalidToken:
            raise SealBroken("文件解不开：密钥不符，或内容已损坏。") from None
        mark = mark or piece[:_MARK]
        if ended or piece[: _MARK + 4] != mark + number.to_bytes(4, "big"):
            raise SealBroken("文件的各段不相连，可能被改动过。")
        ended = piece[_MARK + 4] == 1
        pieces.append(piece[_MARK + 5 :])
    if not ended:
        raise SealBroken("文件不完整。")
    return b"".join(pieces)


def seal_pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same in pieces, so that a large upload is never held whole."""
    mark, sealer = secrets.token_bytes(_MARK), cipher()
    yield HEAD
    for number, (piece, last) in enumerate(_marked_last(_recut(chunks))):
        yield sealer.encrypt(mark + number.to_bytes(4, "big") + bytes([last]) + piece) + b"\n"


def _recut(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    yield bytes(held)


def _marked_last(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    piece = next(pieces)
    for following in pieces:
        yield piece, False
        piece = following
    yield piece, True


def under_newest(first: bytes) -> bool:
    """Whether a sealed file, of which at least the first piece is given, was sealed with the newest key."""
    try:
        cipher(personal_keys()[:1]).decrypt(first[len(HEAD) :].split(b"\n", 1)[0])
    except InvalidToken:
        return False
    return first.startswith(HEAD)


# ---- storage ---------------------------------------------------------------------------------------------------
def fingerprint(key: str) -> str:
    """Eight hex digits by which a key is told apart in stored names; nothing can be learnt of the key from them."""
    return hashlib.sha256(f"gongkai:{key}".encode()).hexdigest()[:8]


@deconstructible
class SealedStorage(Storage):
    """The usual place of uploads, for files that must not lie there in clear. No file has an address.

    A stored name is random within its folder: an uploaded name says who somebody is and does not enter it. It ends with
    the fingerprint of the key, so that a file can be sealed again beside the old one; who still holds the name under
    another key finds the file all the same.
    """

    @property
    def inner(self) -> Storage:
        return default_storage

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """A name that was never given before: the folder of `name`, and nothing else of it."""
        unique = f"{secrets.token_hex(_UNIQUE)}.{fingerprint(personal_keys()[0])}"
        return str(PurePosixPath(name).parent / unique)

    def _save(self, name: str, content: File) -> str:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as sealed:
            for piece in seal_pieces(content.chunks()):
                sealed.write(piece)
            sealed.seek(0)
            return self.inner.save(name, File(sealed))

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("A sealed file is only read.")
        return ContentFile(open_bytes(self._stored(name)), name=name)

    def _stored(self, name: str) -> bytes:
        """What really lies there, under whichever key.

        Raises:
            FileNotFoundError: under none.
        """
        for known in (name, *self._siblings(name)):
            with suppress(FileNotFoundError), self.inner.open(known) as file:
                return file.read()
        raise FileNotFoundError(name)

    def is_newest(self, name: str) -> bool:
        """Whether this very file is there and sealed with the newest key; only its beginning is read.

        Raises:
            FileNotFoundError: its name says so and it is not there.
        """
        if name != self.name_under(name, personal_keys()[0]):
            return False
        with self.inner.open(name) as file:
            return under_newest(file.read(2 * PIECE))

    def resealed(self, name: str) -> str:
        """Seal a file with the newest key beside the old one, which stays; the new name. Only with its row locked.

        Raises:
            SealBroken, OSError: it cannot be read.
        """
        content = self._open(name)
        new = self.name_under(name, personal_keys()[0])
        if self.inner.exists(new):  # of a run that was broken off
            if self._is_whole(new):
                return new
            self.inner.delete(new)
        return self._save(new, content)

    def _is_whole(self, name: str) -> bool:
        with self.inner.open(name) as file:
            try:
                open_bytes(file.read())
            except SealBroken:
                return False
        return True

    def drop_older(self, name: str) -> int:
        """Delete the same file under other keys; how many there were. None if this one is not under the newest itself."""
        return self._drop_siblings(name) if self.is_newest(name) else 0

    def _drop_siblings(self, name: str) -> int:
        gone = [other for other in self._siblings(name) if self.inner.exists(other)]
        for other in gone:
            self.inner.delete(other)
        return len(gone)

    def _siblings(self, name: str) -> list[str]:
        """Names of the same file under the other keys, newest first."""
        names = [self.name_under(name, key) for key in personal_keys()]
        return [other for other in names if other != name]

    def name_under(self, name: str, key: str) -> str:
        """The stored name of the same file sealed with this key."""
        return str(PurePosixPath(name).with_suffix(f".{fingerprint(key)}"))

    def delete(self, name: str) -> None:
        self.inner.delete(name)
        self._drop_siblings(name)

    def exists(self, name: str) -> bool:
        return any(self.inner.exists(known) for known in (name, *self._siblings(name)))

    def size(self, name: str) -> int:
        """Bytes of the content, not of what is stored."""
        return len(self._open(name))

    def __eq__(self, other: Any) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


# ---- where they are named ----------------------------------------------------------------------------------------
SEALED_FOLDERS = (
    "cases",
    "drafts",
    "papers",
)  # everything in them is sealed and named by one of the columns below


def tables(registry: Apps = installed) -> Iterator[type[Model]]:
    """Every model that has a table of its own."""
    for model in registry.get_models(include_auto_created=True):
        if not model._meta.proxy:
            yield model


def sealed_file_columns(registry: Apps = installed) -> Iterator[FileField]:
    """Every column of every app that names a sealed file: what is sealed again, and what is swept."""
    for model in tables(registry):
        for column in model._meta.local_fields:
            if isinstance(column, FileField) and isinstance(column.storage, SealedStorage):
                yield column
