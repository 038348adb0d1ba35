#!/usr/bin/env bash
# The demo on its smallest task: report, models and plans are there, and the JSON holds the ladder.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"

"$FIBERLOOM" demo --tasks T --benches 2 -o out --json >demo.json 2>demo.err || fail "exit code $?: $(cat demo.err)"
[ ! -s demo.err ] || fail "says: $(cat demo.err)"
grep -q '<html' out/report.html || fail "no report"
[ -s out/trace-time-lens.safetensors ] && [ -s out/trace-time-lens.plan.json ] || fail "model or plan is missing"
"$PYTHON" - <<'PYTHON_END'
import json
demo = json.load(open("demo.json"))
assert demo["schema"] == "fiberloom.demo-result/1" and demo["rig"] == "spec", demo
task, = demo["tasks"]
assert task["task"] == "T" and len(task["benches"]) == 2
names = ["deployed", "readout only", "readout only, equal passes", "PAT", "calibrated + readout"]
assert [rung["rung"] for rung in task["ladder"]] == names, task["ladder"]
passes = {rung["rung"]: rung["optical_passes"] for rung in task["ladder"]}
records = 100  # of Trace, for training
readout = 10 * records  # few records are measured several times: about a thousand measurements
assert passes["deployed"] == 0 and passes["readout only"] == readout, passes
assert passes["readout only, equal passes"] == passes["PAT"] == records * (30 + 1), passes
assert passes["calibrated + readout"] == readout + (24 + 6) * 3 * 4, passes
for rung in task["ladder"]:
    values = [100 * bench["rungs"][rung["rung"]]["accuracy"] for bench in task["benches"]]
    assert abs(rung["mean"] - sum(values) / 2) < 1e-6, rung
    assert abs(rung["worst"] - min(values)) < 1e-6, rung
assert task["ideal"] >= 97, task["ideal"]
assert task["ladder"][4]["mean"] >= 90, task["ladder"]
PYTHON_END
"$FIBERLOOM" run out/trace-time-lens.plan.json "$data/Trace" --rig spec --bench 100 -q >/dev/null
