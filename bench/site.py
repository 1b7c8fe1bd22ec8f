"""A site of its own for a run: an empty database beside the configured one, and a folder that goes with it."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import override_settings, setup_test_environment, teardown_test_environment


@contextmanager
def throw_away() -> Iterator[None]:
    """Point this process at a new, migrated database; drop it at the end. The configured data is not touched."""
    with tempfile.TemporaryDirectory(prefix="baomi-bench-") as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        else:
            connection.settings_dict["TEST"]["NAME"] = "baomi_bench"
        name = connection.settings_dict["NAME"]
        _log_to_nowhere()
        setup_test_environment(debug=False)
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            with override_settings(MEDIA_ROOT=str(Path(folder) / "attachments")):
                yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
            teardown_test_environment()


def _log_to_nowhere() -> None:
    """Log lines are made as always, as a site makes them, but do not stand between the figures."""
    nowhere = open(os.devnull, "w")  # noqa: SIM115 - open as long as the process
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(nowhere)
