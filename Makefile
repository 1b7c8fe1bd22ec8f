# make run    installs what is missing, fills an empty database with the demo university, serves on 127.0.0.1:8000
# make test   all tests, on SQLite and (what the database has to keep) on PostgreSQL
# make lint   style, templates, import order, migrations, deployment check
# make fonts  builds the printing fonts once
# make proof  everything on PostgreSQL and Redis with the long counts; up to an hour
.PHONY: run test lint fonts proof setup setup-test

run: fonts
	@bin/start

test: setup-test fonts
	@bin/test

lint: setup-test fonts
	@bin/lint

proof: setup-test fonts
	@bin/test proof

fonts: setup
	@.venv/bin/python manage.py fonts

setup:
	@bin/install_packages run
	@bin/install_python run

setup-test:
	@bin/install_packages test
	@bin/install_python test
