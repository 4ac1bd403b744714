# shellcheck shell=bash
# Sourced by ./hotline: Asterisk and the bot as background processes of an unprivileged user, each with a pid file.

BOT_PID=$HOTLINE_VAR/run/bot.pid
ASTERISK_PID=$HOTLINE_VAR/run/asterisk.pid
ASTERISK_CONF=$HOTLINE_VAR/asterisk/etc/asterisk.conf
START_SECONDS=60
USER_NAME=hotline

# Prints the words that run a command as the unprivileged user; nothing when we are one.
as_user() {
  [ "$(id -u)" = 0 ] || return 0
  id "$USER_NAME" >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin "$USER_NAME"
  local words="setpriv --reuid $USER_NAME --regid $USER_NAME --clear-groups"
  local look="import os, subprocess as s, sys, typer; s.run([sys.executable, '-c', '']); open('$ROOT/hotline.toml'); os.stat('$HOTLINE_VAR/run')"
  # shellcheck disable=SC2086
  if ! $words "$PYTHON" -c "$look" 2>/dev/null; then
    # A folder only root may enter (/root): the user gets the one capability to read there.
    words="$words --inh-caps +dac_read_search --ambient-caps +dac_read_search"
    $words "$PYTHON" -c "$look" 2>/dev/null ||
      die "the user $USER_NAME cannot enter $ROOT, $HOTLINE_VAR or read $PYTHON: move the repository to a folder everybody may enter, such as /opt"
  fi
  echo "$words"
}

# The process of a pid file lives, and is ours: after a reboot its number may be another's.
is_running() { # is_running PIDFILE
  local pid
  pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] && [ -r "/proc/$pid/cmdline" ] || return 1
  case $1 in
    "$BOT_PID") tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q -- '-m ivr serve' ;;
    *) tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "-C $ASTERISK_CONF" ;;
  esac
}

own_var() {
  mkdir -p "$HOTLINE_VAR"/{asterisk,run,log,recordings,staff,cache/prompts,models}
  chmod o= "$HOTLINE_VAR"/{asterisk,log,recordings} "$HOTLINE_VAR"/ledger.db* 2>/dev/null || true
  chmod go= "$HOTLINE_VAR/staff"
  [ "$(id -u)" = 0 ] || return 0
  chown "$USER_NAME:" "$HOTLINE_VAR" "$HOTLINE_VAR/cache" "$HOTLINE_VAR"/ledger.db* 2>/dev/null || true
  chown -R "$USER_NAME:" "$HOTLINE_VAR"/{asterisk,run,log,recordings,staff,cache/prompts,models}
}

wait_for() { # wait_for "what" PIDFILE LOG TEST…
  local what=$1 pid=$2 log=$3 until=$((SECONDS + START_SECONDS))
  shift 3
  until "$@" >/dev/null 2>&1; do
    if ! kill -0 "$pid" 2>/dev/null || [ $SECONDS -ge $until ]; then
      tail -n 8 "$log" >&2
      kill "$pid" 2>/dev/null || true
      die "$what did not start: the reason is above, the whole log in $log"
    fi
    sleep 0.1
  done
}

launch() { # launch "what" PIDFILE LOG READY COMMAND…
  local what=$1 pid_file=$2 log=$3 ready=$4
  shift 4
  # What they write holds callers' numbers and voices: nobody else may read it.
  (umask 027 && exec setsid "$@") >>"$log" 2>&1 </dev/null &
  echo $! >"$pid_file"
  wait_for "$what" $! "$log" "$ready"
}

asterisk_rx() { "$(find_asterisk)" -C "$ASTERISK_CONF" -rx "$1"; }
asterisk_is_booted() { asterisk_rx "core waitfullybooted" | grep -q "fully booted"; }
bot_is_ready() { grep -q '"ready": true' "$HOTLINE_VAR/run/bot.json" && ! grep -q '"ready": false' "$HOTLINE_VAR/run/bot.json"; }
setting() { "$PYTHON" -c "from ivr.settings import read_settings as r; print(r().$1)"; }

# The chosen speech model did not open when the bot started, and another one took its place.
tell_model_fault() { [ ! -s "$HOTLINE_VAR/run/model-fault" ] || say "ATTENTION: $(cat "$HOTLINE_VAR/run/model-fault")"; }

bring_up() {
  local user log=$HOTLINE_VAR/log
  user=$(as_user)
  is_running "$ASTERISK_PID" || "$PYTHON" -m tools.hotline.free_port || exit 1
  "$PYTHON" -m ivr asterisk config >/dev/null
  own_var
  # The words of $user are several.
  # shellcheck disable=SC2086
  if ! is_running "$BOT_PID"; then
    rm -f "$HOTLINE_VAR/run/bot.json"
    say "starting the bot"
    launch "the bot" "$BOT_PID" "$log/bot.log" bot_is_ready $user "$PYTHON" -m ivr serve
  fi
  tell_model_fault
  # shellcheck disable=SC2086
  if ! is_running "$ASTERISK_PID"; then
    say "starting Asterisk"
    launch "Asterisk" "$ASTERISK_PID" "$log/asterisk.log" asterisk_is_booted $user "$(find_asterisk)" -C "$ASTERISK_CONF" -f
  fi
  say "up: dial 12345. ./hotline phones tells how to register a softphone"
}

stop() { # stop "what" PIDFILE SECONDS
  if is_running "$2"; then
    local pid until=$((SECONDS + $3))
    pid=$(cat "$2")
    say "stopping $1"
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do
      [ $SECONDS -lt $until ] || { say "$1 is still there after $3 s: it is ended"; kill -9 "$pid"; break; }
      sleep 0.1
    done
  fi
  rm -f "$2"
}

take_down() {
  local drain=5
  ! is_running "$BOT_PID" || drain=$(setting bot.drain_seconds)
  stop "the bot; running calls may take up to $drain s to finish" "$BOT_PID" $((drain + 5))
  stop "Asterisk" "$ASTERISK_PID" 10
}

show_status() {
  local all=0
  if is_running "$BOT_PID"; then say "bot: running, $(cat "$HOTLINE_VAR/run/bot.json" 2>/dev/null)"; else say "bot: not running"; all=1; fi
  [ "$all" = 1 ] || tell_model_fault
  if is_running "$ASTERISK_PID"; then
    say "Asterisk: running on $(setting asterisk.address), SIP port $(setting asterisk.sip_port)"
    asterisk_rx "pjsip show contacts" | grep -E 'Contact: +[^<]' || say "no phone is registered"
    asterisk_rx "core show channels" | tail -n 3
  else
    say "Asterisk: not running"
    all=1
  fi
  return $all
}

show_logs() {
  local file
  local -a files=()
  for file in "$HOTLINE_VAR/log/bot.log" "$HOTLINE_VAR/asterisk/log/messages.log"; do [ ! -e "$file" ] || files+=("$file"); done
  [ ${#files[@]} -gt 0 ] || die "there are no logs in $HOTLINE_VAR yet: ./hotline up makes them"
  tail -n 40 "$@" "${files[@]}"
}
