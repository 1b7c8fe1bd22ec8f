#!/usr/bin/env python
"""Entry point of every command: `python manage.py help` lists them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baomi.settings")
    from django.core.management import execute_from_command_line

    from baomi.environment import WrongSetting

    try:
        execute_from_command_line(sys.argv)
    except WrongSetting as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
