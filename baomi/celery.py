"""The Celery application of a site with Redis: `celery -A baomi.celery worker`, and one `beat`.

Without Redis nothing of this runs: the child process of `manage.py serve` calls the same task functions.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baomi.settings")

app = Celery("baomi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
