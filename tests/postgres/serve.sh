#!/bin/sh
# Installs PostgreSQL where it is missing (Debian, as root), starts one of its own in a new folder and prints the folder,
# which is the host to connect to. Stop it with `serve.sh stop FOLDER`.
set -e
as() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi; }
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >&2
fi
programs=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
if [ "${1:-}" = stop ]; then
    as "$programs/pg_ctl -D $2/data -m immediate stop" >&2
    rm -rf "$2"
    exit
fi
folder=$(mktemp -d)
[ "$(id -u)" = 0 ] && chown postgres "$folder"
as "$programs/initdb -D $folder/data -A trust -U postgres --locale=C.UTF-8 --encoding=UTF8" >&2
as "$programs/pg_ctl -D $folder/data -w -o '-k $folder -c listen_addresses= -c fsync=off' -l $folder/log start" >&2
echo "$folder"
