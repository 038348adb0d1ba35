#!/usr/bin/env bash
# A model trained with a rig does better on benches of that kind than one that was trained without it: real data, a rig
# with slow electronics, four benches that nobody calibrated. Measured once: 63.9 against 69.4 % of 576 records; the
# benches, which differ in noise and delay, scatter by 0.7 %.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
"$PYTHON" - "$FIBERLOOM_SOURCE_DIR/apps/rigs/spec.json" <<'PYTHON_END'
import json, sys
rig = json.load(open(sys.argv[1]))
rig["name"] = "slow"
rig["tolerances"].update(dispersion_relative_rms=0, nonlinear_phase_relative_rms=0,
                         transmitter_bandwidth_ghz=12, receiver_bandwidth_ghz=14)
json.dump(rig, open("slow.json", "w"))
PYTHON_END

training=(train "$data/FordA125" --recipe forda-kerr --epochs 30 -q)
"$FIBERLOOM" "${training[@]}" -o free.safetensors >/dev/null
"$FIBERLOOM" "${training[@]}" --rig slow.json -o rigged.safetensors >/dev/null
for model in free rigged; do
  "$FIBERLOOM" map "$model.safetensors" --rig slow.json -o "$model.json" -q >/dev/null || fail "$model cannot be built"
  "$FIBERLOOM" eval "$model.safetensors" "$data/FordA125" --json -q >"$model.digital.json"
  for bench in 0 1 2 3; do
    "$FIBERLOOM" run "$model.json" "$data/FordA125" --rig slow.json --bench "$bench" --json -q >"$model.$bench.json"
  done
done
"$PYTHON" - <<'PYTHON_END'
import json, statistics
read = lambda name, bench: json.load(open(f"{name}.{bench}.json"))["accuracy"]
free, rigged = ([read(name, bench) for bench in range(4)] for name in ("free", "rigged"))
gains = [b - a for a, b in zip(free, rigged)]
assert statistics.mean(gains) > 0.03 and min(gains) > 0, (free, rigged)
# What it promises digitally is what the benches show: the other model's promise is not kept.
promised = {name: json.load(open(f"{name}.digital.json"))["test"]["accuracy"] for name in ("free", "rigged")}
assert abs(promised["rigged"] - statistics.mean(rigged)) < 0.02, (promised, rigged)
assert promised["free"] - statistics.mean(free) > 0.08, (promised, free)
PYTHON_END
