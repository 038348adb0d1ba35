#!/usr/bin/env bash
# A plan on the instruments of a virtual bench, over sockets and serial lines: the same classes as on the same bench in
# process.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 8
"$FIBERLOOM" train data --recipe r.json -o m.safetensors -q >/dev/null
"$FIBERLOOM" map m.safetensors --rig lab -o plan.json -q >/dev/null

start_bench() { # start_bench ARGUMENTS...: serves in the background, addresses in served.json
  rm -f served.json
  "$FIBERLOOM" virtual-bench lab --plan plan.json -o served.json --clock-rate 1000 -q "$@" >bench.out 2>bench.err &
  bench=$!
  trap 'kill $bench 2>/dev/null || true' EXIT
  for _ in $(seq 200); do
    [ -e served.json ] && return
    sleep 0.05
  done
  fail "the virtual bench did not start: $(cat bench.err)"
}
stop_bench() {
  kill -s TERM "$bench"
  wait "$bench" || fail "the virtual bench ended with code $?: $(cat bench.err)"
  grep -q '^stopped' bench.out || fail "it does not say that it stopped"
}

for profile in typical rough; do
  start_bench --profile $profile --bench 7
  "$FIBERLOOM" run plan.json data --rig served.json --backend wire -o wire-$profile -q >/dev/null ||
    fail "run over the wire, $profile"
  stop_bench
  "$FIBERLOOM" run plan.json data --rig lab --backend bench --bench 7 --profile $profile -o inside-$profile -q >/dev/null
  cmp wire-$profile/predicted.npy inside-$profile/predicted.npy || fail "other classes over the wire, $profile"
done
"$PYTHON" - <<'PYTHON_END'
import numpy
for profile in ("typical", "rough"):
    wire, inside = (numpy.load(f"{place}-{profile}/features.npy") for place in ("wire", "inside"))
    nmse = ((wire - inside) ** 2).sum() / (inside ** 2).sum()
    print(profile, nmse)
    assert nmse < 1e-4, (profile, nmse)  # the same shots; some samples fall on the other side of a converter's step
PYTHON_END

# Nobody there: one line that names the instrument and its address, exit code 4, nothing written.
refuses 4 'tcp 127.0.0.1:[0-9]+|serial /dev/pts' run plan.json data --rig served.json --backend wire -o nobody -q
[ ! -e nobody/run.json ] || fail "wrote results of no bench"
