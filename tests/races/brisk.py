"""The site's own settings for processes that a test kills: beat's minute is two seconds, nothing else is different."""

import os

from baomi.settings import *  # noqa: F403
from baomi.settings import CELERY_BEAT_SCHEDULE

CELERY_BEAT_SCHEDULE["sweep"] |= {"schedule": 2.0, "options": {"expires": 2}}
CELERY_BEAT_SCHEDULE_FILENAME = os.environ["BAOMI_TEST_BEAT_FILE"]
