#!/usr/bin/env bash
# A plan on a simulated bench down to its instruments: run, calibrate, tune in the loop, stop and go on.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 8
"$FIBERLOOM" train data --recipe r.json -o m.safetensors -q >/dev/null
"$FIBERLOOM" map m.safetensors --rig lab -o plan.json -q >/dev/null
bench=(--rig lab --backend bench --bench 7)

# The ideal bench does what the digital model does; the others are further and further from it.
"$FIBERLOOM" run plan.json data "${bench[@]}" --profile ideal -o ideal -q >/dev/null
for profile in typical rough; do
  "$FIBERLOOM" run plan.json data "${bench[@]}" --profile $profile -o $profile -q >/dev/null
done
"$PYTHON" - <<'PYTHON_END'
import numpy
ideal = numpy.load("ideal/features.npy")
def distance(profile):
    other = numpy.load(f"{profile}/features.npy")
    gain = (other * ideal).sum() / (other * other).sum()
    return (abs(gain * other - ideal) ** 2).sum() / (abs(ideal) ** 2).sum()
assert 0 < distance("typical") < 0.5, distance("typical")
assert distance("rough") > distance("typical"), (distance("rough"), distance("typical"))
PYTHON_END

# The same bench gives the same light, on any number of threads; another bench gives other light.
"$FIBERLOOM" run plan.json data "${bench[@]}" -o again --threads 3 -q >/dev/null
cmp typical/features.npy again/features.npy || fail "the same bench gives other light"
"$FIBERLOOM" run plan.json data --rig lab --backend bench --bench 8 -o other -q >/dev/null
cmp -s typical/features.npy other/features.npy && fail "two benches give the same light"

# Calibration belongs to the bench that it was made on, and to its profile.
"$FIBERLOOM" calibrate --plan plan.json "${bench[@]}" -q >/dev/null
says 'calibration: lab-simulated-typical-bench-7' run plan.json data "${bench[@]}"
says 'calibration: none' run plan.json data "${bench[@]}" --profile rough

# Physics-aware training that is stopped and resumed gives the same plan as one that was not: noise goes by the number of
# the shot, drift by its time.
pat=(finetune plan.json data "${bench[@]}" --no-calibration --method pat --batch-size 8 -q)
"$FIBERLOOM" "${pat[@]}" --epochs 20 -o whole >/dev/null
# Stopped once so many checkpoints have been seen: the first is that of the untrained state.
stop_and_go_on() {
  local folder=part-$1 seen=0 last='' now run code=0
  "$FIBERLOOM" "${pat[@]}" --epochs 20 -o "$folder" >/dev/null 2>stopped.err &
  run=$!
  while kill -0 "$run" 2>/dev/null && [ "$seen" -lt "$1" ]; do
    now=$(stat -c %i "$folder/checkpoint.safetensors" 2>/dev/null || true)
    if [ -n "$now" ] && [ "$now" != "$last" ]; then
      last=$now
      seen=$((seen + 1))
    fi
    sleep 0.01
  done
  kill -s TERM "$run" 2>/dev/null || true
  wait "$run" || code=$?
  if [ "$code" -eq 130 ]; then
    "$FIBERLOOM" "${pat[@]}" --epochs 20 --resume "$folder" >/dev/null
  else
    [ "$code" -eq 0 ] || fail "exit code $code: $(cat stopped.err)"
  fi
  cmp whole/model.safetensors "$folder/model.safetensors" || fail "the resumed model differs"
  cmp whole/plan.json "$folder/plan.json" || fail "the resumed plan differs"
}
stop_and_go_on 1
stop_and_go_on 4

# What cannot be: one line each.
"$FIBERLOOM" map m.safetensors --rig spec -o spec.json -q >/dev/null
refuses 2 'rig "spec" has no "bench"' run spec.json data --rig spec --backend bench
refuses 2 'no bench profile "perfect"; there are ideal, typical and rough' run plan.json data "${bench[@]}" --profile perfect
refuses 2 'no such backend; there are "sim", "bench" and "wire"' run plan.json data --rig lab --backend glass
