#!/usr/bin/env bash
# A run that is stopped and resumed gives the same model as one that was not, to the last bit.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 150

"$FIBERLOOM" train data --recipe r.json -o whole.safetensors --threads 1 -q >/dev/null

# interrupted SIGNAL ARGUMENTS...: waits for a few epochs, stops the run, and leaves its message in stopped.err
interrupted() {
  local signal=$1 code=0 begun=$SECONDS
  shift
  # A shell without job control starts background jobs with SIGINT ignored; Python does not pass that on.
  "$PYTHON" -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$FIBERLOOM" "$@" >stopped.out 2>stopped.err &
  local run=$!
  local first=
  while kill -0 "$run" 2>/dev/null; do
    local now
    now=$(stat -c '%i' ./*.checkpoint* 2>/dev/null | head -n 1 || true)
    first=${first:-$now}
    [ -z "$first" ] || [ "$now" = "$first" ] || break
    ((SECONDS - begun < 60)) || fail "no epoch within a minute"
  done
  kill -s "$signal" "$run" 2>/dev/null || fail "the run was over before it could be stopped"
  wait "$run" || code=$?
  [ "$code" -eq 130 ] || fail "exit code $code instead of 130: $(cat stopped.err)"
  grep -Eq '^fiberloom: interrupted after epoch [0-9]+ of 150, seed [0-9]+; to go on: fiberloom train .* --resume$' \
    stopped.err || fail "says: $(cat stopped.err)"
}

interrupted INT train data --recipe r.json -o part.safetensors -q
[ ! -e part.safetensors ] || fail "a model was written before the end"
[ -e part.safetensors.checkpoint ] || fail "no checkpoint is left"

refuses 2 'add --resume' train data --recipe r.json -o part.safetensors
small_data other
"$PYTHON" -c 'open("other/X_train.npy", "r+b").seek(300) and 0
f = open("other/X_train.npy", "r+b"); f.seek(300); f.write(b"\x01")'
refuses 2 'other training records' train other -o part.safetensors --resume
refuses 2 'another recipe' train data -o part.safetensors --resume --epochs 20
refuses 2 'another seed' train data -o part.safetensors --resume --seed 5

interrupted TERM train data -o part.safetensors --resume -q
"$FIBERLOOM" train data -o part.safetensors --resume -q >/dev/null
cmp whole.safetensors part.safetensors || fail "the resumed model differs"
[ ! -e part.safetensors.checkpoint ] || fail "the checkpoint stays behind"
refuses 2 'no checkpoint to resume' train data -o part.safetensors --resume

# Several seeds: those that are done are not done again.
"$FIBERLOOM" train data --recipe r.json -o both.safetensors --seeds 2 -q >/dev/null
interrupted INT train data --recipe r.json -o several.safetensors --seeds 2 -q
"$FIBERLOOM" train data -o several.safetensors --seeds 2 --resume -q >/dev/null
cmp both.safetensors several.safetensors || fail "the resumed model of several seeds differs"

# A rig and its noise are part of a run; the checkpoint knows them.
rig=(train data --recipe r.json --rig spec -q)
"$FIBERLOOM" "${rig[@]}" -o rigged.safetensors >/dev/null
interrupted INT "${rig[@]}" -o stopped.safetensors
refuses 2 'another rig' train data --rig hard -o stopped.safetensors --resume
"$FIBERLOOM" train data -o stopped.safetensors --resume -q >/dev/null
cmp rigged.safetensors stopped.safetensors || fail "the resumed model of a rig differs"

# A checkpoint that is damaged or something else is named.
cp whole.safetensors bad.safetensors.checkpoint
refuses 2 'bad.safetensors.checkpoint.*fiberloom.training/1' train data -o bad.safetensors --resume
head -c 100 whole.safetensors >bad.safetensors.checkpoint
refuses 2 'bad.safetensors.checkpoint' train data -o bad.safetensors --resume
