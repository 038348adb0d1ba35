#!/usr/bin/env bash
# Physics-aware training that is stopped and resumed gives the same model and plan as one that was not, to the bit.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 2
"$FIBERLOOM" train data --recipe r.json -o m.safetensors -q >/dev/null
"$FIBERLOOM" map m.safetensors --rig spec -o plan.json -q >/dev/null
pat=(finetune plan.json data --rig spec --bench 7 --method pat --epochs 150 --batch-size 8 -q)

"$FIBERLOOM" "${pat[@]}" -o whole >/dev/null

# interrupted SIGNAL ARGUMENTS...: waits for an epoch or two and stops the run
interrupted() {
  local signal=$1 code=0 begun=$SECONDS
  shift
  # A shell without job control starts background jobs with SIGINT ignored; Python does not pass that on.
  "$PYTHON" -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$FIBERLOOM" "$@" >stopped.out 2>stopped.err &
  local run=$! first= now=
  while kill -0 "$run" 2>/dev/null; do
    now=$(stat -c '%i' part/checkpoint.safetensors 2>/dev/null || true)
    first=${first:-$now}
    [ -z "$first" ] || [ "$now" = "$first" ] || break
    ((SECONDS - begun < 60)) || fail "no epoch within a minute"
  done
  kill -s "$signal" "$run" 2>/dev/null || fail "the run was over before it could be stopped"
  wait "$run" || code=$?
  [ "$code" -eq 130 ] || fail "exit code $code instead of 130: $(cat stopped.err)"
  [ "$(wc -l <stopped.err)" -eq 1 ] || fail "not one line: $(cat stopped.err)"
  grep -Eq '^fiberloom: finetune: stopped, the light is off.*--resume part$' stopped.err || fail "says: $(cat stopped.err)"
  [ ! -s stopped.out ] || fail "prints: $(cat stopped.out)"
}

interrupted INT "${pat[@]}" -o part
[ ! -e part/plan.json ] && [ ! -e part/model.safetensors ] || fail "results were written before the end"
[ -e part/checkpoint.safetensors ] || fail "no checkpoint is left"

# Only the same run goes on.
refuses 2 'checkpoint.safetensors: belongs to another run' "${pat[@]}" --resume part --seed 5
refuses 2 'checkpoint.safetensors: belongs to another run' "${pat[@]/150/20}" --resume part
refuses 2 'checkpoint.safetensors: belongs to another run' "${pat[@]/7/8}" --resume part
small_data other
"$PYTHON" -c 'f = open("other/X_train.npy", "r+b"); f.seek(300); f.write(b"\x01")'
refuses 2 'checkpoint.safetensors: belongs to another run' finetune plan.json other "${pat[@]:3}" --resume part
refuses 2 'either -o DIR .* or --resume DIR' "${pat[@]}" --resume part -o other
refuses 2 'either -o DIR .* or --resume DIR' "${pat[@]}"
refuses 2 'only --method pat is resumed' "${pat[@]/pat/readout}" --resume part
mkdir empty
refuses 2 'empty/checkpoint.safetensors' "${pat[@]}" --resume empty

interrupted TERM "${pat[@]}" --resume part
"$FIBERLOOM" "${pat[@]}" --resume part >/dev/null
cmp whole/model.safetensors part/model.safetensors || fail "the resumed model differs"
cmp whole/plan.json part/plan.json || fail "the resumed plan differs"
[ ! -e part/checkpoint.safetensors ] || fail "the checkpoint stays behind"
"$PYTHON" - <<'PYTHON_END'
import json
records = [json.load(open(f"{folder}/run.json")) for folder in ("whole", "part")]
assert records[0]["ledger"] == records[1]["ledger"], records
assert records[0]["test_accuracy"] == records[1]["test_accuracy"], records
passes = {entry["phase"]: entry["passes"] for entry in records[0]["ledger"]["entries"]}
assert passes == {"training": 40 * 151, "evaluation": 20}, passes
PYTHON_END
