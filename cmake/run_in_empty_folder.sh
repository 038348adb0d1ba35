#!/bin/sh
# usage: run_in_empty_folder.sh FOLDER COMMAND...
# Empties FOLDER, which must not be the root, and runs COMMAND in it.
set -eu
folder=${1:?}
shift
rm -rf "${folder:?}"
mkdir -p "$folder"
cd "$folder"
exec "$@"
