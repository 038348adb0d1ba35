#!/usr/bin/env bash
# The bench of a rig from the shell, against a virtual bench: look, set, light, make safe, talk, watch; and wrong input.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
export XDG_RUNTIME_DIR=$PWD/run XDG_STATE_HOME=$PWD/state
mkdir run state

# One stage of the rig "lab".
"$PYTHON" - "$FIBERLOOM_SOURCE_DIR/apps/rigs/lab.json" <<'PYTHON_END'
import json, sys
rig = json.load(open(sys.argv[1]))
rig["name"] = "small lab"
bench = rig["bench"]
keep = ["laser-1", "awg-1", "edfa-1", "voa-1", "meter-1", "voa-rx", "meter-rx", "scope-1", "tec-1"]
bench["instruments"] = [one for one in bench["instruments"] if one["name"] in keep]
drivers = {"laser-1": "oif/itla", "edfa-1": "amonics/aedfa", "voa-1": "keysight/n77xx", "meter-1": "keysight/n77xx"}
for one in bench["instruments"]:
    one["driver"] = drivers.get(one["name"], "simulated")
del bench["transmitter"]["broadening"], bench["transmitter"]["bias"]
stage = bench["stages"][0]
del stage["dispersion_compensator"], stage["programmable_filter"]
bench["stages"] = [stage]
del bench["receiver"]["optical_switch"], bench["receiver"]["digitizer_port"]
bench["wiring"] = []
bench["interlocks"] = [one for one in bench["interlocks"]
                       if one["name"] in ("photodiode", "brillouin-1", "seed-1", "pump-ramp-1", "laser-temperature")]
json.dump(rig, open("rig.json", "w"))
PYTHON_END

# serve OPTIONS...: a virtual bench in the background; its rig with addresses is served.json.
serve() {
  rm -f served.json
  "$FIBERLOOM" virtual-bench rig.json -o served.json --profile ideal --clock-rate 100 "$@" >served.out 2>served.err &
  server=$!
  trap 'kill "$server" 2>/dev/null || true' EXIT
  local waited=0
  until [ -s served.json ]; do
    kill -0 "$server" 2>/dev/null || fail "the virtual bench ended: $(cat served.err)"
    waited=$((waited + 1))
    [ "$waited" -lt 600 ] || fail "no virtual bench after 60 s"
    sleep 0.1
  done
}
serve
control=$(sed -n 's|.*(control) *tcp://\([^ ]*\).*|\1|p' served.out)
rig=(rig served.json)

# control COMMAND: to the control channel; prints the answer of a query.
control() {
  "$PYTHON" - "$control" "$1" <<'PYTHON_END'
import socket, sys
host, port = sys.argv[1].rsplit(":", 1)
with socket.create_connection((host, int(port)), timeout=30) as wire:
    wire.sendall((sys.argv[2] + "\n" + ("" if "?" in sys.argv[2] else "SYST:ERR?\n")).encode())
    answer = wire.makefile().readline().strip()
if "?" in sys.argv[2]:
    print(answer)
elif not answer.startswith("0,"):
    sys.exit(answer)
PYTHON_END
}

# json EXPRESSION FILE: checks something of the one JSON document in FILE, which is `d`.
json() {
  "$PYTHON" -c 'import json, sys
d = json.load(open(sys.argv[2]))
assert eval(sys.argv[1]), (sys.argv[1], d)' "$1" "$2"
}

# list and status: everybody answers
"$FIBERLOOM" "${rig[@]}" list --json >list.json
json 'len(d["instruments"]) == 9 and all(i["error"] is None for i in d["instruments"])' list.json
json '[i["identity"]["serial_number"] for i in d["instruments"] if i["name"] == "voa-1"] == ["virtual-voa-1"]' list.json
says '^voa-1 +variable_attenuator ' "${rig[@]}" list
says '^voa-1 +standby +attenuation_db ' "${rig[@]}" status
says 'found on the network' "${rig[@]}" list --discover --interface 127.0.0.1
refuses 2 'no-such.*no such interface' "${rig[@]}" list --discover --interface no-such

# set: units, rounding to the part's steps of 0.055 dB, and it stays
says '^voa-1 +attenuation_db +12\.5 dB +12\.485 dB$' "${rig[@]}" set voa-1 attenuation_db=12.5
says '^12\.485 dB$' "${rig[@]}" get voa-1 attenuation_db
says '^laser-1 +output_power_dbm +13\.9794 dBm +13\.98 dBm$' "${rig[@]}" set laser-1 output_power_dbm=25mW
says ' W$' "${rig[@]}" get meter-1 power_w
"$FIBERLOOM" "${rig[@]}" status --json >status.json
json '[(s["asked"], s["applied"]) for i in d["instruments"] if i["name"] == "voa-1" for s in i["settings"]] == [(12.5, 12.485)]' status.json

# every write is in the log, with what was asked and what was applied
grep -q '"event":"set","instrument":"voa-1","key":"attenuation_db","asked":12.5,"applied":12.48' 'state/fiberloom/small_lab.log' ||
  fail "not in the log: $(cat state/fiberloom/*.log)"
"$FIBERLOOM" "${rig[@]}" --log other.log set voa-1 attenuation_db=16.5 -q >/dev/null
grep -q '"event":"setting_applied","instrument":"voa-1","key":"attenuation_db","asked":16.5' other.log || fail "no other.log"

# wrong input: one line, and nothing was set
refuses 2 'no instrument "voa-7"; there is .*voa-1' "${rig[@]}" set voa-7 attenuation_db=1
refuses 2 'no setting "attenuation"; there is attenuation_db' "${rig[@]}" set voa-1 attenuation=1
refuses 2 '31 dB is outside the range of attenuation_db, 0 dB to 30 dB' "${rig[@]}" set voa-1 attenuation_db=31
refuses 2 '"3 dBm" is in a unit of another kind; it takes .*dB' "${rig[@]}" set voa-1 'attenuation_db=3 dBm'
refuses 2 '"much" is no number' "${rig[@]}" set voa-1 attenuation_db=much
refuses 2 'write KEY=VALUE' "${rig[@]}" set voa-1 12
refuses 2 'outside the range' "${rig[@]}" set voa-1 attenuation_db=3 attenuation_db=99
refuses 2 'no setting and no reading "colour"; there is wavelength_nm, power_w' "${rig[@]}" get meter-1 colour
refuses 2 'no such rig file' rig nowhere.json status
refuses 2 'rig "spec" has no "bench"' rig "$FIBERLOOM_SOURCE_DIR/apps/rigs/spec.json" status
refuses 2 'required' "${rig[@]}"
says '^16\.5 dB$' "${rig[@]}" get voa-1 attenuation_db

# snapshot and restore
says '9 instruments of rig small lab' "${rig[@]}" snapshot -o before.json
"$FIBERLOOM" "${rig[@]}" set voa-1 attenuation_db=22 -q >/dev/null
says '^voa-1 +attenuation_db +22 dB +16\.5 dB$' "${rig[@]}" restore before.json --dry-run
says '^22 dB$' "${rig[@]}" get voa-1 attenuation_db
says '^1 set, 0 refused$' "${rig[@]}" restore before.json
says '^no setting differs$' "${rig[@]}" restore before.json --dry-run
sed 's/"small lab"/"other"/' before.json >other.json
refuses 2 'taken of rig "other", not of "small lab"' "${rig[@]}" restore other.json

# selftest
"$FIBERLOOM" "${rig[@]}" selftest --json >selftest.json
json 'all(i["passed"] for i in d["instruments"]) and len(d["instruments"]) == 9' selftest.json
grep -q '"event":"self_test","instrument":"voa-1","text":"passed; Keysight Technologies N7764A, serial number ' \
  state/fiberloom/small_lab.log || fail "no self-test in the log"

# talk: queries pass, what changes something is judged by the interlocks of this bench
says '^Keysight Technologies,' "${rig[@]}" talk meter-1 '*IDN?'
"$FIBERLOOM" "${rig[@]}" talk voa-1 ':INP1:ATT 5.5' >/dev/null
says '^5\.5 dB$' "${rig[@]}" get voa-1 attenuation_db
refuses 5 'interlock "seed-1"' "${rig[@]}" talk edfa-1 ':DRIV:APC:STAT:CH1 1;:DRIV:MCTRL 1'
[ "$(control 'LIGH?')" = 0 ] || fail "a refused command has let light out"
refuses 5 'cannot be judged.*-113' "${rig[@]}" talk voa-1 ':SERV:CAL 1'
refuses 5 'cannot be judged' "${rig[@]}" talk voa-1 '*RST'
refuses 2 '-222' "${rig[@]}" talk voa-1 ':INP1:ATT 99'
refuses 2 'frames' "${rig[@]}" talk laser-1 'POW 3'
refuses 4 '-113' "${rig[@]}" talk voa-1 ':SERV:CAL 1' --i-know
grep -q '"sent":":SERV:CAL 1","judged":"unknown".*"overridden":true' state/fiberloom/small_lab.log || fail "no word of it in the log"
grep -q ':DRIV:MCTRL 1","judged":"refused"' state/fiberloom/small_lab.log || fail "no refusal in the log"
printf '%s\n' ':INP1:ATT?' '!!' ':INP1:ATT 99' history quit | "$FIBERLOOM" "${rig[@]}" talk voa-1 >talk.out 2>talk.err
[ "$(grep -c '^+' talk.out)" -eq 2 ] || fail "the prompt: $(cat talk.out talk.err)"
grep -q '^ *1  :INP1:ATT?$' talk.out && grep -q -- '-222' talk.err || fail "history: $(cat talk.out talk.err)"

# arm: light as long as it is in the foreground; meanwhile the bench is in its hands
"$FIBERLOOM" "${rig[@]}" arm >arm.out 2>arm.err &
armed=$!
waited=0
until grep -q 'LIGHT IS ON' arm.out; do
  kill -0 "$armed" 2>/dev/null || fail "arm ended: $(cat arm.err)"
  waited=$((waited + 1))
  [ "$waited" -lt 600 ] || fail "no light after 60 s"
  sleep 0.1
done
[ "$(control 'LIGH?')" = 1 ] || fail "says that light is on, and it is not"
refuses 5 "in the hands of process $armed \(fiberloom rig served.json arm\)" "${rig[@]}" set voa-1 attenuation_db=1
kill -s TERM "$armed"
code=0
wait "$armed" || code=$?
[ "$code" -eq 0 ] || fail "exit code $code of arm: $(cat arm.err)"
[ "$(control 'LIGH?')" = 0 ] || fail "light after arm has ended"

# arm: a source that is lost takes all light away
"$FIBERLOOM" "${rig[@]}" arm >arm.out 2>arm.err &
armed=$!
until grep -q 'LIGHT IS ON' arm.out; do
  kill -0 "$armed" 2>/dev/null || fail "arm ended: $(cat arm.err)"
  sleep 0.1
done
control 'REF "meter-1"'
code=0
wait "$armed" || code=$?
[ "$code" -eq 4 ] || fail "exit code $code of arm without its meter: $(cat arm.err)"
[ "$(control 'LIGH?')" = 0 ] || fail "light without its meter"

# one that is not there: told in its place, the others go on; a source cannot be missing where something is set
code=0
"$FIBERLOOM" "${rig[@]}" status --json >status.json || code=$?
[ "$code" -eq 4 ] || fail "exit code $code of a status with a refused port"
json '[i["name"] for i in d["instruments"] if i["error"]] == ["meter-1"]' status.json
says '^voa-1 ' "${rig[@]}" set voa-1 attenuation_db=9
"$FIBERLOOM" "${rig[@]}" watch --count 2 --interval 0.1 --json >watch.json
json 'len(d["rounds"]) == 2 and all(sum(i["error"] is not None for i in r["instruments"]) == 1 for r in d["rounds"])' watch.json
code=0
"$FIBERLOOM" "${rig[@]}" safe >safe.out || code=$?
[ "$code" -eq 4 ] || fail "exit code $code of safe with a refused port"
grep -Eq '^meter-1 +NOT REACHED' safe.out && grep -Eq '^laser-1 +safe' safe.out || fail "safe: $(cat safe.out)"
control 'ACC "meter-1"'
says '^meter-1 +safe' "${rig[@]}" safe
control 'REF "edfa-1"'
refuses 4 'edfa-1' "${rig[@]}" set voa-1 attenuation_db=9
refuses 5 'edfa-1: not known to be dark' "${rig[@]}" selftest
control 'ACC "edfa-1"'

# one that is silent ends with its deadline
control 'FAUL:WIRE "voa-1",drop'
refuses 4 'voa-1.*(answer|time)' "${rig[@]}" get voa-1
control 'FAUL:WIRE "voa-1",CLEAR'
says '^rig small lab, ' "${rig[@]}" watch --count 1
says '^voa-1$' "${rig[@]}" words
says '^attenuation_db$' "${rig[@]}" words voa-1

kill -s TERM "$server"
wait "$server" || fail "the virtual bench did not stop well"
refuses 4 'voa-1' "${rig[@]}" get voa-1
