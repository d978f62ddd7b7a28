"""The leftovers of killed processes beside the stored files."""

from __future__ import annotations

import os
import time

from rosterdesk.core.protection.files import FileStore
from rosterdesk.core.protection.keys import load_keys

DAY = 86_400


async def test_leftovers_of_the_killed_are_deleted_and_what_is_at_work_is_not(tmp_path):
    """A second name that stays would keep a file whose time is over."""
    store = FileStore(tmp_path / "files", load_keys(tmp_path / "secret.key"))
    digest = await store.save(b"a roster")
    (whole,) = store.list_paths()
    old = [whole.with_name(f"{digest}.0a1b2c3d.part"), store.make_side_folder()]
    young = [whole.with_name(f"{digest}.ffffffff.part"), store.make_side_folder()]
    for half, folder in (old, young):
        half.write_bytes(b"half")
        os.link(whole, folder / digest)
    for path in (whole, *old):
        os.utime(path, (time.time() - 2 * DAY,) * 2)
    assert store.delete_leftovers(time.time() - DAY) == 2
    assert [path.exists() for path in (*old, *young)] == [False, False, True, True]
    assert await store.load(digest) == b"a roster"
    assert whole.stat().st_nlink == 2
