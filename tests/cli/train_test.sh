#!/usr/bin/env bash
# Training: its table, its files, what it leaves behind, and that it depends on nothing but what it is given.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json

says 'small on data: 40 training and 20 test records' train data --recipe r.json -o a.safetensors --learning-curve c.json
[ "$(ls)" = $'a.safetensors\nc.json\ndata\nr.json' ] || fail "left behind: $(ls)"

"$FIBERLOOM" train data --recipe r.json -o b.safetensors --threads 1 -q >/dev/null
cmp a.safetensors b.safetensors || fail "the number of threads changes the model"
"$FIBERLOOM" train data --recipe r.json -o b.safetensors --threads 3 -q >/dev/null
cmp a.safetensors b.safetensors || fail "the number of threads changes the model"
"$FIBERLOOM" train data --recipe r.json -o b.safetensors --seed 1 -q >/dev/null
! cmp -s a.safetensors b.safetensors || fail "the seed changes nothing"

"$FIBERLOOM" train data --recipe r.json -o k.safetensors --seeds 3 --json >k.json 2>remarks
"$FIBERLOOM" eval a.safetensors data --json >e.json
"$PYTHON" - <<'PYTHON_END'
import json
train, evaluation, curve = (json.load(open(name)) for name in ("k.json", "e.json", "c.json"))
assert [run["seed"] for run in train["runs"]] == [0, 1, 2]
assert train["runs"][0]["test_accuracy"] == evaluation["test"]["accuracy"] > 0.8, train["runs"]
assert {score["name"] for score in train["baselines"]} == {"ridge on x", "ridge on |FFT|"}
assert evaluation["test"]["records"] == sum(map(sum, evaluation["test"]["confusion"])) == 20
low, high = evaluation["test"]["interval_95"]
assert low < evaluation["test"]["accuracy"] <= high
epochs = curve["runs"][0]["epochs"]
assert [epoch["epoch"] for epoch in epochs] == list(range(1, 7))
assert epochs[-1]["training_loss"] < epochs[0]["training_loss"]
assert all(0 <= gamma <= 1 for gamma in train["runs"][0]["nonlinear_phase"])
PYTHON_END
saved=$("$PYTHON" -c '
import json
train = json.load(open("k.json"))
best = min(train["runs"], key=lambda run: run["training_loss"])
assert train["saved_seed"] == best["seed"] and train["saved_for"] == "lowest training loss", train
print(best["seed"])')
"$FIBERLOOM" train data --recipe r.json -o one.safetensors --seed "$saved" -q >/dev/null
cmp one.safetensors k.safetensors || fail "--seeds must write the model of the seed with the lowest loss"

says 'seed +train' train data --recipe r.json -o v.safetensors --validation 0.25 --epochs 2
says '(9[0-9]|100)\.[0-9]+ %' eval a.safetensors data
