"""Keys that change: what was stored can be read, by processes that were running too."""

from __future__ import annotations

import pytest

from rosterdesk.core.protection.files import FileStore, StoredFileError
from rosterdesk.core.protection.keys import KeyFileError, load_keys


async def test_rotation_reencrypts_while_another_process_reads_and_writes(tmp_path):
    path, folder = tmp_path / "secret.key", tmp_path / "files"
    ours, other = load_keys(path), load_keys(path)
    store, others = FileStore(folder, ours), FileStore(folder, other)
    first = await store.save(b"first")
    before = sealed(store)
    ours.add_secret()
    meanwhile = await others.save(b"meanwhile")
    assert await store.encrypt_anew() == 1, "the other process has the new key already"
    assert await store.encrypt_anew() == 0
    assert sealed(store)[first] != before[first]
    for each in (store, others, FileStore(folder, load_keys(path))):
        assert await each.load(first) == b"first"
        assert await each.load(meanwhile) == b"meanwhile"
    assert others.digest(b"first") == store.digest(b"first"), "the same content is known again"
    ours.add_secret()
    assert await store.encrypt_anew() == 2
    assert ours.forget_old() == 1
    assert len(path.read_bytes().split()) == 2, "the newest, and the oldest for the digests"
    assert path.stat().st_mode & 0o077 == 0
    for each in (store, others, FileStore(folder, load_keys(path))):
        assert await each.load(first) == b"first"
    (folder / first[:2] / first).write_bytes(before[first])
    assert await store.load(first) == b"first", "the oldest secret is still there"
    (folder / first[:2] / first).write_bytes(before[first][:-1] + b"x")
    with pytest.raises(StoredFileError):
        await store.load(first)
    with pytest.raises(StoredFileError, match=first):
        await store.encrypt_anew()


def sealed(store):
    return {path.name: path.read_bytes() for path in store.list_paths()}


@pytest.mark.parametrize("content", [b"", b"abc", b"AAAA\n", b"\xff\xfe"])
def test_a_wrong_key_file_is_refused_with_its_name(tmp_path, content):
    path = tmp_path / "secret.key"
    path.write_bytes(content)
    with pytest.raises(KeyFileError, match=r"secret\.key"):
        load_keys(path)
