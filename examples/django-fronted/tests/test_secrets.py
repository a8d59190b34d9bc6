"""Secrets that are made at the first start, by as many processes as start at once."""

import os
import stat
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from payflow.secrets import secret

WORKERS = 16


class SecretTests(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name) / "data"

    def test_workers_that_start_at_once_have_one_secret(self):
        for number in range(50):
            at_once = Barrier(WORKERS)

            def start(name=f"S{number}", at_once=at_once):
                at_once.wait()
                return secret(name, self.folder)

            with ThreadPoolExecutor(WORKERS) as workers:
                known = {it.result() for it in [workers.submit(start) for _ in range(WORKERS)]}
            self.assertEqual(len(known), 1)
            self.assertGreaterEqual(len(known.pop()), 64)

    def test_it_stays_and_is_its_owners_alone(self):
        made = secret("S", self.folder)
        self.assertEqual(secret("S", self.folder), made)
        self.assertEqual(stat.S_IMODE(os.stat(self.folder / "S").st_mode), 0o600)
        self.assertEqual(os.listdir(self.folder), ["S"])
