# The image of web, worker, beat and migrate; deploy/container says what each runs.
# Debian's own Python, as with `make run` and the systemd units: the same packages, the same lock file, one set of fonts.

FROM debian:12-slim AS base
ENV LC_ALL=C.UTF-8 PYTHONUNBUFFERED=1
WORKDIR /srv/baomi
COPY bin/install_packages bin/
RUN bin/install_packages run && apt-get clean && rm -rf /var/lib/apt/lists/*

# Everything that needs the network or makes a key stays in this stage; the last one takes the results alone.
FROM base AS build
COPY pyproject.toml uv.lock ./
COPY bin/install_python bin/
RUN bin/install_python run && rm -rf var
COPY . .
# Settings make a key on their first reading, the fonts come out of a Debian package: both in a folder that goes.
RUN apt-get update -qq \
 && BAOMI_VAR=/tmp/build .venv/bin/python manage.py fonts \
 && mv /tmp/build/fonts fonts \
 && rm -rf /tmp/build /var/lib/apt/lists/*
RUN .venv/bin/python -m compileall -q .venv baomi personnel reviews awards demo

FROM base
# A fixed number, so that the folders of a volume and the files of secrets belong to the same one everywhere.
RUN groupadd --gid 10001 baomi \
 && useradd --uid 10001 --gid 10001 --home-dir /var/lib/baomi --no-create-home --shell /usr/sbin/nologin baomi \
 && install -d -o baomi -g baomi -m 0700 /var/lib/baomi
# Owned by root: the running site cannot change its own program.
COPY --from=build /srv/baomi /srv/baomi
ENV PYTHONDONTWRITEBYTECODE=1 BAOMI_VAR=/var/lib/baomi BAOMI_DEMO=0 BAOMI_BIND=0.0.0.0 BAOMI_PORT=8000
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["/srv/baomi/deploy/container"]
CMD ["web"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["/srv/baomi/.venv/bin/python", "/srv/baomi/deploy/healthy.py", "web"]
