#!/usr/bin/env bash
# What the imperfections of a simulated bench cost a plan, as a table and as a document.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 3
"$FIBERLOOM" train data --recipe r.json -o m.safetensors -q >/dev/null
"$FIBERLOOM" map m.safetensors --rig lab -o plan.json -q >/dev/null
"$FIBERLOOM" map m.safetensors --rig spec -o spec.json -q >/dev/null

study=(impairments plan.json data --rig lab --records 4)
"$FIBERLOOM" "${study[@]}" --benches 2 >table.out
grep -q '^m.safetensors on rig lab, 2 benches of profile typical, 4 records$' table.out || fail "headline: $(head -1 table.out)"
grep -Eq '^  generator_noise +-[0-9.]+ +-[0-9.]+ +-[0-9.]+  #+$' table.out || fail "no row with a bar: $(cat table.out)"
grep -Eq '^  sum of each alone +-[0-9.]+ +-[0-9.]+$' table.out || fail "no sum"
grep -Eq '^  all together +-[0-9.]+ +-[0-9.]+$' table.out || fail "no total"

"$FIBERLOOM" "${study[@]}" --benches 2 --json --threads 1 >one.json
"$FIBERLOOM" "${study[@]}" --benches 2 --json --threads 3 >three.json
cmp one.json three.json || fail "the report depends on the number of threads"
"$FIBERLOOM" "${study[@]}" --seed 1 --json >second.json
"$FIBERLOOM" "${study[@]}" --json >first.json
"$FIBERLOOM" "${study[@]}" --profile rough --json >rough.json
"$FIBERLOOM" "${study[@]}" --profile ideal --json >ideal.json
"$PYTHON" - <<'PYTHON_END'
import json
read = lambda name: json.load(open(name))
both, first, second, rough, ideal = map(read, ("one.json", "first.json", "second.json", "rough.json", "ideal.json"))
assert both["schema"] == "fiberloom.impairments/1" and both["benches"] == 2 and both["records"] == 4, both
rows = both["impairments"]
traces = [row["alone"]["trace_nmse"] for row in rows]
assert traces == sorted(traces, reverse=True), traces
assert abs(sum(traces) - both["sum"]["trace_nmse"]) < 1e-12 * sum(traces), both["sum"]
mean = (first["all"]["trace_nmse"] + second["all"]["trace_nmse"]) / 2
assert abs(both["all"]["trace_nmse"] - mean) < 1e-12 * mean, (both["all"], mean)
names = {row["name"] for row in rows}
assert len(names) == len(rows) and {"dispersion_tolerance", "shot_noise", "continuum"} <= names, names
assert rough["all"]["trace_nmse"] > first["all"]["trace_nmse"], (rough["all"], first["all"])
assert ideal["impairments"] == [] and ideal["all"]["trace_nmse"] < 1e-14, ideal
PYTHON_END

refuses 2 'rig "spec" has no "bench"' impairments spec.json data --rig spec
refuses 2 'made for rig "spec"' impairments spec.json data --rig lab
refuses 2 'no bench profile "perfect"' "${study[@]}" --profile perfect
refuses 2 'impairments --help' "${study[@]}" --benches 0
refuses 2 'impairments --help' "${study[@]}" --records 0
refuses 2 'nowhere' impairments plan.json nowhere --rig lab
refuses 2 'nowhere' impairments nowhere.json data --rig lab
