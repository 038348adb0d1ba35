#!/usr/bin/env bash
# Everything that can be wrong with rigs, plans and calibrations: one line that says what and where, the right exit
# code, and nothing written.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_data nan
small_data classes
small_recipe r.json 2
small_recipe more.json 3
rigs=$FIBERLOOM_SOURCE_DIR/apps/rigs
"$FIBERLOOM" train data --recipe r.json -o m.safetensors -q >/dev/null
"$FIBERLOOM" train data --recipe more.json -o more.safetensors -q >/dev/null
"$FIBERLOOM" map m.safetensors --rig spec -o plan.json -q >/dev/null
sed 's/"name": "spec"/"name": "twin"/' "$rigs/spec.json" >twin.json

# Broken rigs, plans and data.
sed 's/"full_scale"/"fullscale"/' "$rigs/spec.json" >unknown_key.json
sed 's/"teraxion-tdcmx"/"teraxion-tdcmy"/' "$rigs/spec.json" >unknown_part.json
sed 's/"amplifier_maximum_output_w": 0.5/"amplifier_maximum_output_w": -0.5/' "$rigs/spec.json" >negative.json
sed 's/"maximum_stages": 4/"maximum_stages": 1e999/' "$rigs/spec.json" >huge.json
head -c 300 "$rigs/spec.json" >cut.json
sed 's/"conjugated"/"conjugate"/' plan.json >bad_plan.json
sed 's/"m.safetensors"/"gone.safetensors"/' plan.json >lost_model.json
sed 's/"m.safetensors"/"more.safetensors"/' plan.json >stale.json
"$PYTHON" - <<'PYTHON_END'
import struct
with open("nan/X_test.npy", "r+b") as file:
    file.seek(-8 * 40, 2)  # 20 records of 32: in record 18
    file.write(struct.pack("<d", float("nan")))
for split in ("train", "test"):  # a third class
    with open(f"classes/y_{split}.npy", "r+b") as file:
        file.seek(-8, 2)
        file.write(struct.pack("<q", 2))
PYTHON_END
before=$(find . -type f -exec cksum {} + | sort; find . -type d | sort)

run=(run plan.json data --rig spec)
tune=(finetune plan.json data --rig spec --method readout --epochs 2)

# rigs
refuses 2 'nowhere: no such rig file.*hard, lab, spec' map m.safetensors --rig nowhere -o o.json
for command in "map m.safetensors -o o.json" "run plan.json data" "calibrate --plan plan.json"; do
  set -- $command
  refuses 2 'unknown_key.json#/transmitter/fullscale' "$@" --rig unknown_key.json
  refuses 2 'negative.json#/amplifier_maximum_output_w' "$@" --rig negative.json
  refuses 2 'huge.json' "$@" --rig huge.json
  refuses 2 'cut.json' "$@" --rig cut.json
done
refuses 2 'data' map m.safetensors --rig data -o o.json
refuses 2 '"teraxion-tdcmy".*teraxion-tdcmx' map m.safetensors --rig unknown_part.json -o o.json
refuses 2 'rig is required' map m.safetensors -o o.json

# models
refuses 2 'nowhere.safetensors' map nowhere.safetensors --rig spec -o o.json
refuses 2 'r.json' map r.json --rig spec -o o.json

# plans
refuses 2 'nowhere.json' run nowhere.json data --rig spec
refuses 2 'bad_plan.json#/conjugate' run bad_plan.json data --rig spec
refuses 2 'gone.safetensors' run lost_model.json data --rig spec
refuses 2 'stale.json: the layers of .*more.safetensors have changed' run stale.json data --rig spec
refuses 2 'stale.json: the layers of' calibrate --plan stale.json --rig spec
refuses 2 'stale.json: the layers of' finetune stale.json data --rig spec --method readout -o o
refuses 2 'plan.json: made for rig "spec", not for "hard"' run plan.json data --rig hard
refuses 2 'plan.json: made for rig "spec", not for "twin"' "${tune[@]/spec/twin.json}" -o o
refuses 2 'm.safetensors' run m.safetensors data --rig spec

# backends, benches, calibrations
refuses 2 'backend glass.*"sim"' "${run[@]}" --backend glass
refuses 2 'backend glass.*"sim"' "${tune[@]}" --backend glass -o o
refuses 2 'bench' "${run[@]}" --bench -1
refuses 2 'valid-hours' calibrate --plan plan.json --rig spec --valid-hours 0
refuses 2 'valid-hours' calibrate --plan plan.json --rig spec --valid-hours 1e300
refuses 2 'valid-hours' calibrate --plan plan.json --rig spec --valid-hours nan
refuses 2 'averages' calibrate --plan plan.json --rig spec --averages 0
refuses 2 "--weight-decay: must be a number of 0 or more, not 'nan'" "${tune[@]}" --weight-decay nan -o o
refuses 2 "--batch-size: must be a whole number from 1 to 1000000, not '0'" "${tune[@]}" --batch-size 0 -o o
refuses 2 'method' finetune plan.json data --rig spec --method magic -o o

# data
refuses 2 'nowhere' run plan.json nowhere --rig spec
refuses 2 'NaN' run plan.json nan --rig spec -o o
refuses 2 'classes: .*3 classes.*knows 2' run plan.json classes --rig spec -o o
refuses 2 'classes: .*3 classes.*knows 2' finetune plan.json classes --rig spec --method readout -o o
refuses 2 '275 samples.*takes 32' run plan.json "$data/Trace" --rig spec -o o

# places to write to, found out before any light
refuses 2 'there is no folder nowhere' map m.safetensors --rig spec -o nowhere/plan.json
refuses 2 'there is no folder nowhere' map m.safetensors --rig spec -o o.json --report nowhere/map.html
refuses 2 'overwrite m.safetensors' map m.safetensors --rig spec -o m.safetensors
refuses 2 'overwrite twin.json' map m.safetensors --rig twin.json -o twin.json
refuses 2 'overwrite' map m.safetensors --rig spec -o o.json --report o.json
refuses 2 'nowhere/deep' "${run[@]}" -o nowhere/deep
refuses 2 'nowhere/deep' "${tune[@]}" -o nowhere/deep
refuses 2 'r.json' "${run[@]}" -o r.json
refuses 2 'r.json' calibrate --plan plan.json --rig spec --store r.json
refuses 2 'r.json' calibrate --plan plan.json --rig spec --store r.json/store
if [ "$(id -u)" -ne 0 ]; then
  mkdir locked && chmod 555 locked
  refuses 2 'permission' "${run[@]}" -o locked
  refuses 2 'locked' "${tune[@]}" -o locked/o
  rmdir locked
fi

# the demo
refuses 2 'tasks are A, B and T' demo --tasks X -o o
refuses 2 'tasks are A, B and T' demo --tasks AX -o o
refuses 2 'tasks are A, B and T' demo --tasks '' -o o
refuses 2 'nowhere/deep' demo --tasks T -o nowhere/deep
refuses 2 'r.json' demo --tasks T -o r.json
refuses 2 'no such rig' demo --tasks T --rig nowhere -o o
refuses 2 'benches' demo --tasks T --benches 1 -o o

after=$(find . -type f -exec cksum {} + | sort; find . -type d | sort)
[ "$before" = "$after" ] || fail "something was written or changed: $(diff <(echo "$before") <(echo "$after"))"

# A store with a file that is no calibration, and one whose calibration does not know the number that is asked for.
mkdir calibrations
echo '{"schema": "fiberloom.run/1"}' >calibrations/strange.json
refuses 2 'calibrations/strange.json' "${run[@]}"
says 'calibration: none' "${run[@]}" --no-calibration
rm calibrations/strange.json
"$FIBERLOOM" calibrate --plan plan.json --rig spec -q >/dev/null
sed -i 's/"delay_samples"/"delay"/' calibrations/*.json
refuses 2 '"delay_samples" is missing; calibrate again' "${run[@]}"
