#!/usr/bin/env bash
# Methods of training: each gives the same model when it is stopped and resumed, keeps its limits, and stops early.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 12

for method in "--method adam" "--method lbfgs" "--method adam --readout ridge" "--method lbfgs --readout ridge --ridge 0.01"; do
  # shellcheck disable=SC2086
  "$FIBERLOOM" train data --recipe r.json $method --validation 0.25 --patience 5 -o m.safetensors --json >m.json 2>remarks
  # shellcheck disable=SC2086
  "$FIBERLOOM" train data --recipe r.json $method --validation 0.25 --patience 5 --threads 1 -q \
    -o again.safetensors --learning-curve c.json >/dev/null
  cmp m.safetensors again.safetensors || fail "$method: not the same model again"
  "$PYTHON" - "$method" <<'PYTHON_END'
import json, sys
run = json.load(open("m.json"))["runs"][0]
epochs = json.load(open("c.json"))["runs"][0]["epochs"]
scores = [epoch["validation_accuracy"] for epoch in epochs]
best = scores.index(max(scores))
assert run["epoch"] == best + 1 and run["validation_accuracy"] == max(scores), (sys.argv[1], run, scores)
assert run["epochs"] == len(epochs) <= min(12, best + 1 + 5), (run, scores)
assert run["dispersion"] == epochs[best]["parameters"][2:4], "the model is that of the best epoch"
assert run["test_accuracy"] > 0.7, run
PYTHON_END
done

# A sum limit and a box hold in every epoch, by either method.
sed 's/"bounds"/"sum_of_magnitudes": {"beta2": 2.0}, "bounds"/' r.json >sum.json
for method in adam lbfgs; do
  "$FIBERLOOM" train data --recipe sum.json --method $method --readout ridge -o s.safetensors --learning-curve s.json -q >/dev/null
  "$PYTHON" - <<'PYTHON_END'
import json
for epoch in json.load(open("s.json"))["runs"][0]["epochs"]:
    b, gamma = epoch["parameters"][2:4], epoch["parameters"][4:6]
    assert sum(map(abs, b)) <= 2.0 + 1e-12, b  # they start at 1.5 and 2.0
    assert all(0 <= value <= 1 for value in gamma), gamma
PYTHON_END
done

# What was trained for a rig can be built on it; a start that it cannot build is moved inside first.
sed 's/"beta2": \[1.5, 2.0\]/"beta2": [1.5, 200.0]/; s/"maximum": 1}/"maximum": 9}/; s/\[0.4, 0.2\]/[8.0, 0.2]/' r.json >far.json
"$FIBERLOOM" train data --recipe far.json -o free.safetensors -q >/dev/null
code=0
"$FIBERLOOM" map free.safetensors --rig spec -o free.json >/dev/null || code=$?
[ "$code" -eq 3 ] || fail "the model trained without a rig should not fit: $code"
"$FIBERLOOM" train data --recipe far.json --rig spec -o rig.safetensors --json >rig.json 2>remarks
"$FIBERLOOM" map rig.safetensors --rig spec -o plan.json >/dev/null || fail "a model trained for the rig cannot be built on it"
"$PYTHON" -c 'import json; assert json.load(open("rig.json"))["rig"] == "spec"'

# Several seeds: the best by validation is saved, whatever the test says; the page shows them all.
"$FIBERLOOM" train data --recipe r.json --seeds 0,5,2 --validation 0.25 -o k.safetensors --report page.html --json >k.json 2>remarks
"$PYTHON" - <<'PYTHON_END'
import json, statistics
train = json.load(open("k.json"))
assert [run["seed"] for run in train["runs"]] == [0, 5, 2]
best = max(train["runs"], key=lambda run: (run["validation_accuracy"], -run["training_loss"]))
assert train["saved_seed"] == best["seed"] and train["saved_for"] == "best validation accuracy", train
for name, mean, deviation in (("test_accuracy", "mean_test_accuracy", "standard_deviation"),
                              ("validation_accuracy", "mean_validation_accuracy", "validation_standard_deviation")):
    values = [run[name] for run in train["runs"]]
    assert abs(train[mean] - statistics.mean(values)) < 1e-12, name
    assert abs(train[deviation] - statistics.stdev(values)) < 1e-12, name
page = open("page.html").read()
for text in ("Training loss", "Training accuracy", "Validation accuracy", "seed 0", "seed 5", "seed 2",
             "beta2 1", "gamma 2", "Stood still: alpha"):
    assert text in page, text
assert "<script" not in page and "http://" not in page.replace("http://www.w3.org", ""), "not self-contained"
PYTHON_END
says 'mean validation accuracy [0-9.]+ % \+- [0-9.]+ \(s.d. of 2 seeds\)' train data --recipe r.json --seeds 2 --validation 0.25 -o k.safetensors -q
