#!/usr/bin/env bash
# With --json standard output holds one JSON document and nothing else, also when something goes wrong.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 2
case=$cases/model_gradient.m3_n64_k3_intensity

document() {
  local code=$1 schema=$2 got=0
  shift 2
  "$FIBERLOOM" "$@" --json >out.json 2>err.txt || got=$?
  [ "$got" -eq "$code" ] || fail "exit code $got instead of $code: $*: $(cat err.txt)"
  "$PYTHON" -c '
import json, sys
document = json.load(open("out.json"))
got = document.get("schema") or "error " + document["error"]["code"]
assert got == sys.argv[1], document
if "error" in document:
    assert list(document) == ["error"] and sorted(document["error"]) == ["code", "message"]
    assert open("err.txt").read() == "fiberloom: " + document["error"]["message"] + "\n"
else:
    assert sys.argv[2] == "completion" or document["seed"] == 0
' "$schema" "$1" || fail "$*: $(cat out.json)"
}

document 0 fiberloom.train-result/1 train data --recipe r.json -o m.safetensors
document 0 fiberloom.eval-result/1 eval m.safetensors data
document 0 fiberloom.propagate-result/1 propagate "$case/model.safetensors" --input "$case/input.npy" --output y.npy
document 0 fiberloom.gradient-result/1 gradient "$case/model.safetensors" --input "$case/input.npy" \
  --labels "$case/labels.npy" --output g.safetensors
document 0 fiberloom.completion/1 completion bash
document 2 'error usage' eval
document 2 'error usage' fly
document 2 'error file.missing' eval nowhere.safetensors data
document 2 'error input.recipe' train data --recipe nothing -o n.safetensors
document 2 'error input.output' train data --recipe r.json -o r.json
document 2 'error document.safetensors' eval r.json data
