#!/usr/bin/env bash
# Loads a folder as an image into a kind cluster: kind-image.sh CLUSTER NAME FOLDER [ENTRY…]
set -euo pipefail
cluster=$1 name=$2 folder=$3
shift 3
entry=$(printf '"%s",' "$@")
tar --numeric-owner -C "$folder" -c . | docker import --change "ENTRYPOINT [${entry%,}]" - "$name" >/dev/null
kind load docker-image "$name" --name "$cluster" >/dev/null
