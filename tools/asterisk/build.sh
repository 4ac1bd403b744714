#!/bin/bash
# Build Asterisk 22 LTS from Debian's source package into PREFIX, without touching the system.
# Usage: tools/asterisk/build.sh PREFIX        Keeps its work in PREFIX.work until it succeeds; can be run again.
# Why Debian's source and why these steps: docs/decisions/0003-asterisk-from-debians-source.md
set -euo pipefail

PREFIX=$(realpath -m "${1:?usage: build.sh PREFIX}")
WORK=$PREFIX.work
MODULES="app_dial app_queue app_playback app_record app_stack app_exec app_verbose app_mixmonitor app_read app_echo
  app_originate app_system app_userevent app_controlplayback app_cdr app_transfer app_milliwatt app_while app_softhangup
  app_senddtmf bridge_builtin_features bridge_builtin_interval_features bridge_holding bridge_native_rtp bridge_simple
  bridge_softmix cdr_csv chan_pjsip codec_a_mu codec_alaw codec_g722 codec_resample codec_ulaw codec_gsm 
  format_pcm format_sln format_wav format_gsm pbx_config pbx_spool res_agi res_clioriginate res_convert res_crypto
  res_musiconhold res_pjproject res_pjsip res_pjsip_acl res_pjsip_authenticator_digest res_pjsip_caller_id
  res_pjsip_dlg_options res_pjsip_dtmf_info res_pjsip_empty_info res_pjsip_endpoint_identifier_anonymous
  res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user res_pjsip_header_funcs res_pjsip_logger
  res_pjsip_nat res_pjsip_outbound_authenticator_digest res_pjsip_outbound_registration res_pjsip_path
  res_pjsip_pubsub res_pjsip_registrar res_pjsip_rfc3326 res_pjsip_sdp_rtp res_pjsip_session res_pjsip_refer
  res_rtp_asterisk res_security_log res_sorcery_astdb res_sorcery_config res_sorcery_memory res_srtp res_stasis
  res_timing_timerfd res_timing_pthread res_tonedetect"

say() { printf '%s\n' "asterisk: $*"; }

# A deb-src entry for unstable, with the mirror and the keys this machine already uses, in a configuration of its own.
private_apt() {
  local mirror
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | sed 's/#.*//' |
    grep -oE '(https?|file|mirror\+file)://?[^] ]*debian/?([[:space:]]|$)' | head -n 1 | tr -d ' ' || true)
  [ -n "$mirror" ] || mirror=${HOTLINE_DEBIAN_MIRROR:-}
  [ -n "$mirror" ] || { say "no Debian mirror in /etc/apt: set HOTLINE_DEBIAN_MIRROR to one" >&2; exit 1; }
  mkdir -p "$WORK/apt/lists/partial" "$WORK/apt/cache/archives/partial"
  printf 'deb-src %s %s main\n' "${HOTLINE_APT_OPTIONS:-}$mirror" sid >"$WORK/apt/sources.list"
}

apt_private() {
  apt-get -q -o Dir::Etc::sourcelist="$WORK/apt/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::lists="$WORK/apt/lists" -o Dir::Cache="$WORK/apt/cache" -o APT::Sandbox::User=root "$@"
}

fetch() {
  [ -e "$WORK/fetched" ] && return
  say "fetching Debian's source package"
  private_apt
  apt_private update || {
    # Unstable's index is valid for a week only, and some mirrors lag. Its signature is checked all the same.
    say "the mirror may be older than Debian allows: trying again without the limit on its age"
    apt_private -o Acquire::Check-Valid-Until=false update
  }
  local version
  version=$(apt_private -o Dpkg::Use-Pty=0 --print-uris --download-only source asterisk 2>/dev/null |
    grep -oE "asterisk_22[^']*\.dsc" | head -n 1 || true)
  [ -n "$version" ] || { say "the mirror has no source of Asterisk 22: set HOTLINE_ASTERISK to an installed one" >&2; exit 1; }
  (cd "$WORK" && rm -rf asterisk-22* && apt_private --only-source source asterisk)
  touch "$WORK/fetched"
}

# Asterisk's build wants pjproject as a tar.bz2 with its md5; Debian ships it unpacked.
repack_pjproject() {
  local version
  version=$(sed -n 's/^PJPROJECT_VERSION *= *//p' third-party/versions.mak)
  mkdir -p pjcache
  [ -e "pjcache/pjproject-$version.tar.bz2" ] && return
  ln -sfn ../Xpjproject "pjcache/pjproject-$version"
  (cd pjcache && tar --create "pjproject-$version"/* | bzip2 --fast >"pjproject-$version.tar.bz2")
  (cd pjcache && md5sum "pjproject-$version.tar.bz2") >"third-party/pjproject/pjproject-$version.tar.bz2.md5"
}

choose_modules() {
  make menuselect.makeopts
  local tool=menuselect/menuselect category module
  for category in ADDONS AGIS APPS BRIDGES CDR CEL CHANNELS CODECS FORMATS FUNCS PBX RES TESTS UTILS \
    CORE_SOUNDS MOH EXTRA_SOUNDS; do
    "$tool" --disable-category "MENUSELECT_$category" menuselect.makeopts
  done
  "$tool" --enable-category MENUSELECT_FUNCS menuselect.makeopts
  "$tool" --disable BUILD_NATIVE --disable func_odbc --disable func_curl menuselect.makeopts
  for module in $MODULES; do "$tool" --enable "$module" menuselect.makeopts || say "this version has no $module"; done
  "$tool" --check-deps menuselect.makeopts || true
}

mkdir -p "$WORK"
fetch
cd "$WORK"/asterisk-22*/
repack_pjproject
say "configuring"
[ -f makeopts ] || ./configure --prefix="$PREFIX" --with-pjproject-bundled --with-externals-cache="$PWD/pjcache" \
  --disable-asteriskssl
say "choosing modules"
choose_modules
say "compiling (about 3 minutes on 2 cores)"
make -j"$(nproc)" 2>&1
say "installing into $PREFIX"
rm -rf "$WORK/root"
make install DESTDIR="$WORK/root"
find "$WORK/root" -type f \( -name '*.so' -o -path '*/sbin/*' \) -exec strip --strip-unneeded {} + 2>/dev/null || true
rm -rf "$PREFIX"
mv "$WORK/root$PREFIX" "$PREFIX"
"$PREFIX/sbin/asterisk" -V
rm -rf "$WORK"
