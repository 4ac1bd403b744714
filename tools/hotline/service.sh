# shellcheck shell=bash
# Sourced by ./hotline: Asterisk and the bot as background processes of an unprivileged user, each with a pid file.

BOT_PID=$HOTLINE_VAR/run/bot.pid
ASTERISK_PID=$HOTLINE_VAR/run/asterisk.pid
START_SECONDS=60
USER_NAME=hotline

# Prints the words that run a command as the unprivileged user; nothing when we are one.
as_user() {
  [ "$(id -u)" = 0 ] || return 0
  id "$USER_NAME" >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin "$USER_NAME"
  local words="setpriv --reuid $USER_NAME --regid $USER_NAME --clear-groups"
  # In a folder only root may enter (/root), it gets the one capability to read there.
  # shellcheck disable=SC2086
  if ! $words "$PYTHON" -c "import subprocess as s, sys, typer; s.run([sys.executable, '-c', '']); open('$ROOT/hotline.toml')" 2>/dev/null; then
    words="$words --inh-caps +dac_read_search --ambient-caps +dac_read_search"
  fi
  echo "$words"
}

is_running() { [ -s "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

own_var() {
  [ "$(id -u)" = 0 ] || return 0
  mkdir -p "$HOTLINE_VAR"/{asterisk,run,log,recordings,cache/prompts,models}
  chown "$USER_NAME:" "$HOTLINE_VAR" "$HOTLINE_VAR/cache" "$HOTLINE_VAR"/ledger.db* 2>/dev/null || true
  chown -R "$USER_NAME:" "$HOTLINE_VAR"/{asterisk,run,log,recordings,cache/prompts,models}
}

wait_for() { # wait_for "what" PIDFILE LOG TEST…
  local what=$1 pid_file=$2 log=$3 until=$((SECONDS + START_SECONDS))
  shift 3
  until "$@" >/dev/null 2>&1; do
    if ! is_running "$pid_file" || [ $SECONDS -ge $until ]; then
      tail -n 8 "$log" >&2
      die "$what did not start. The whole log is $log"
    fi
    sleep 0.1
  done
}

asterisk_rx() { "$(find_asterisk)" -C "$HOTLINE_VAR/asterisk/etc/asterisk.conf" -rx "$1"; }
bot_is_ready() { grep -q '"ready": true' "$HOTLINE_VAR/run/bot.json" && ! grep -q '"ready": false' "$HOTLINE_VAR/run/bot.json"; }

bring_up() {
  local user asterisk log=$HOTLINE_VAR/log
  user=$(as_user)
  asterisk=$(find_asterisk)
  HOTLINE_ASTERISK_PREFIX=$(dirname "$(dirname "$asterisk")")
  export HOTLINE_ASTERISK_PREFIX
  "$PYTHON" -m ivr asterisk config >/dev/null
  own_var
  if ! is_running "$BOT_PID"; then
    rm -f "$HOTLINE_VAR/run/bot.json"
    # shellcheck disable=SC2086
    setsid $user "$PYTHON" -m ivr serve >>"$log/bot.log" 2>&1 </dev/null &
    echo $! >"$BOT_PID"
    wait_for "the bot" "$BOT_PID" "$log/bot.log" bot_is_ready
  fi
  if ! is_running "$ASTERISK_PID"; then
    "$PYTHON" "$ROOT/tools/hotline/free_port.py" || exit 1
    # shellcheck disable=SC2086
    setsid $user "$asterisk" -C "$HOTLINE_VAR/asterisk/etc/asterisk.conf" -f >>"$log/asterisk.log" 2>&1 </dev/null &
    echo $! >"$ASTERISK_PID"
    wait_for "Asterisk" "$ASTERISK_PID" "$log/asterisk.log" asterisk_is_booted
  fi
  say "up: dial 12345. ./hotline phones tells how to register a softphone"
}

asterisk_is_booted() { asterisk_rx "core waitfullybooted" | grep -q "fully booted"; }

stop() { # stop "what" PIDFILE SECONDS
  is_running "$2" || { rm -f "$2"; return 0; }
  local pid until=$((SECONDS + $3))
  pid=$(cat "$2")
  say "stopping $1"
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do
    [ $SECONDS -lt $until ] || { kill -9 "$pid"; break; }
    sleep 0.1
  done
  rm -f "$2"
}

take_down() {
  stop "the bot (running calls finish)" "$BOT_PID" 305
  stop "Asterisk" "$ASTERISK_PID" 10
}

show_status() {
  local all=0
  if is_running "$BOT_PID"; then say "bot: running, $(cat "$HOTLINE_VAR/run/bot.json" 2>/dev/null)"; else say "bot: not running"; all=1; fi
  if is_running "$ASTERISK_PID"; then
    say "Asterisk: running"
    asterisk_rx "pjsip show contacts" | grep -E 'Contact:' || say "no phone is registered"
    asterisk_rx "core show channels" | tail -n 3
  else
    say "Asterisk: not running"
    all=1
  fi
  return $all
}

show_logs() { tail -n 40 "$@" "$HOTLINE_VAR/log/bot.log" "$HOTLINE_VAR/asterisk/log/messages.log"; }
