# shellcheck shell=bash
# Sourced by ./hotline: installs what is missing – packages, Python environment, Asterisk, directory. Can be run again.

RUN_PACKAGES="python3 python3-venv ffmpeg util-linux"
TEST_PACKAGES="baresip-core"
BUILD_PACKAGES="build-essential dpkg-dev libedit-dev libjansson-dev libxml2-dev libxslt1-dev libsqlite3-dev libssl-dev
  uuid-dev libsrtp2-dev libgsm1-dev libspeex-dev libspeexdsp-dev liburiparser-dev libncurses-dev libresample1-dev bzip2
  patch xz-utils pkg-config"
SETUP_LOG=$ROOT/var/log/setup.log

say() { printf 'hotline: %s\n' "$*"; }
die() { printf 'hotline: %s\n' "$*" >&2; exit 1; }
need_setup() { [ -x "$PYTHON" ] || die "nothing is installed yet: run ./hotline setup"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "'$*' needs root: run as root, or install sudo"; fi
}

# attempt "what" COMMAND…: runs it with its output in the log; on failure shows the end of the log and stops.
attempt() {
  local what=$1 started=$SECONDS
  shift
  say "$what …"
  if ! "$@" >>"$SETUP_LOG" 2>&1; then
    tail -n 15 "$SETUP_LOG" >&2
    die "$what failed after $((SECONDS - started)) s. The whole log is $SETUP_LOG; run the command again once it is mended"
  fi
  say "$what: done in $((SECONDS - started)) s"
}

missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
  done
}

install_packages() {
  local missing
  # shellcheck disable=SC2046,SC2086
  missing=$(missing_packages $1 | tr '\n' ' ')
  [ -z "${missing// /}" ] && return
  attempt "reading the package lists" as_root apt-get update -q
  # shellcheck disable=SC2086
  attempt "installing $(echo $missing | wc -w) packages" \
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
}

# Asterisk 18 or newer of this machine, else the one built here.
find_asterisk() {
  local candidate version
  for candidate in "${HOTLINE_ASTERISK:-}" "$(command -v asterisk || true)" "$CACHE/asterisk/sbin/asterisk"; do
    [ -n "$candidate" ] && [ -x "$candidate" ] || continue
    version=$("$candidate" -V 2>/dev/null | grep -oE '[0-9]+' | head -n 1)
    if [ "${version:-0}" -ge 18 ]; then echo "$candidate"; return; fi
  done
}

get_asterisk() {
  [ -n "$(find_asterisk)" ] && return
  [ -z "${HOTLINE_ASTERISK:-}" ] || die "HOTLINE_ASTERISK=$HOTLINE_ASTERISK is no Asterisk 18 or newer: correct or unset it"
  local packaged
  packaged=$(apt-cache policy asterisk 2>/dev/null | sed -n 's/^ *Candidate: *[0-9]*:\{0,1\}\([0-9]*\).*/\1/p')
  if [ "${packaged:-0}" -ge 18 ]; then
    install_packages "asterisk-modules"
    # The package's own service is not ours to run; only its files are used.
    [ -n "$(find_asterisk)" ] || install_packages "asterisk"
    return
  fi
  install_packages "$BUILD_PACKAGES"
  attempt "building Asterisk 22 once (about 5 minutes)" "$ROOT/tools/asterisk/build.sh" "$CACHE/asterisk"
}

make_venv() {
  local stamp
  stamp=$(cat requirements.txt requirements-dev.txt | sha256sum | cut -c1-16)
  [ -e "$VENV/stamp-$stamp" ] && return
  [ -x "$PYTHON" ] || attempt "making the Python environment" python3 -m venv "$VENV"
  attempt "installing the Python packages" "$PYTHON" -m pip install -q -r requirements-dev.txt
  rm -f "$VENV"/stamp-*
  touch "$VENV/stamp-$stamp"
}

build_directory() {
  local version
  version=$("$PYTHON" -c 'import sqlite3;print(sqlite3.connect("directory.db").execute("select value from about").fetchone()[0])' 2>/dev/null || true)
  [ -n "$version" ] && [ -e "$HOTLINE_VAR/cache/router-$version.npz" ] && return
  attempt "building the directory and training its router" "$PYTHON" -m ivr directory build
}

setup() {
  mkdir -p "$ROOT/var/log" "$HOTLINE_VAR"/{log,run} || die "$HOTLINE_VAR cannot be written: set HOTLINE_VAR to a writable folder"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || RUN_PACKAGES="$RUN_PACKAGES python3-full"
  install_packages "$RUN_PACKAGES $TEST_PACKAGES"
  make_venv
  get_asterisk
  build_directory
}
