#!/usr/bin/env bash
# Everything that can be wrong with what the program is given: one line that says what and where, code 2, no output.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json
"$FIBERLOOM" train data --recipe r.json -o m.safetensors -q >/dev/null
sed 's/"oversampling": 2/"oversampling": 2, "resample": true/' r.json >resampling.json
"$FIBERLOOM" train data --recipe resampling.json -o resampling.safetensors -q >/dev/null
model=$cases/model_gradient.m3_n64_k3_intensity/model.safetensors
plain=$cases/model_forward.m1_n64_real/model.safetensors
"$PYTHON" - "$model" <<'PYTHON_END'
import json, struct, sys

def write_npy(path, descr, shape, payload):
    header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (descr, shape)
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + payload)

def records(path, rows, samples, bad=None):
    values = [0.01 * i for i in range(rows * samples)]
    if bad:
        values[bad[0] * samples + bad[1]] = float("nan")
    write_npy(path, "<f8", (rows, samples), struct.pack(f"<{len(values)}d", *values))

def labels(path, values):
    write_npy(path, "<i8", (len(values),), struct.pack(f"<{len(values)}q", *values))

records("x.npy", 4, 64)
records("short.npy", 4, 60)
records("nan.npy", 4, 64, (2, 17))
write_npy("cube.npy", "<f8", (1, 2, 2), struct.pack("<4d", 1, 2, 3, 4))
write_npy("z.npy", "<c16", (1, 60), bytes(960))
labels("y.npy", [0, 1, 2, 0])
labels("y_short.npy", [0, 1, 2])
labels("y_large.npy", [0, 1, 3, 0])
labels("y_negative.npy", [0, -1, 1, 0])

whole = open(sys.argv[1], "rb").read()
length = struct.unpack("<Q", whole[:8])[0]
header = json.loads(whole[8:8 + length])

def variant(path, change, payload=whole[8 + length:]):
    changed = json.loads(json.dumps(header))
    change(changed)
    text = json.dumps(changed).encode()
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + payload)

open("cut.safetensors", "wb").write(whole[:-100])
open("text.safetensors", "w").write("not a model, but long enough to be mistaken for one\n")
variant("no_metadata.safetensors", lambda h: h.pop("__metadata__"))
variant("rank.safetensors", lambda h: h["alpha"].update(shape=[3, 1]))
variant("unknown.safetensors", lambda h: h.update(beta1=h.pop("beta2")))
variant("whole_numbers.safetensors", lambda h: h["gamma"].update(dtype="I64"))
def narrow(h):
    meta = json.loads(h["__metadata__"]["fiberloom"])
    meta["readout"]["pool"] = 2
    h["__metadata__"]["fiberloom"] = json.dumps(meta)
variant("width.safetensors", narrow)
begin = header["beta2"]["data_offsets"][0]
data = bytearray(whole[8 + length:])
data[begin:begin + 8] = struct.pack("<d", float("nan"))
variant("nan.safetensors", lambda h: None, bytes(data))
PYTHON_END
before=$(ls -R; cat r.json | cksum)

# the command line
refuses 2 'subcommand is required.*fiberloom --help'
refuses 2 'fiberloom --help' fly
refuses 2 'output is required.*fiberloom propagate --help' propagate "$plain" --input x.npy
refuses 2 'fiberloom train --help' train data -o o.safetensors --recipe r.json --epochs 0
refuses 2 'seed' propagate "$plain" --input x.npy --output o.npy --seed -1
refuses 2 'threads' propagate "$plain" --input x.npy --output o.npy --threads many
refuses 2 'precision' propagate "$plain" --input x.npy --output o.npy --precision half

# models
for command in "propagate --output o.npy" "gradient --labels y.npy --output o.safetensors"; do
  set -- $command --input x.npy
  refuses 2 'nowhere.safetensors' "$@" nowhere.safetensors
  refuses 2 'cut.safetensors' "$@" cut.safetensors
  refuses 2 'text.safetensors' "$@" text.safetensors
  refuses 2 "no_metadata.safetensors: .*metadata 'fiberloom'" "$@" no_metadata.safetensors
  refuses 2 "rank.safetensors: .*'alpha'" "$@" rank.safetensors
  refuses 2 "unknown.safetensors: .*'beta1'" "$@" unknown.safetensors
  refuses 2 "whole_numbers.safetensors: .*'gamma'.*integers" "$@" whole_numbers.safetensors
  refuses 2 'width.safetensors: .*64 columns.*32 features' "$@" width.safetensors
  refuses 2 "nan.safetensors: .*'beta2'.*NaN" "$@" nan.safetensors
done
refuses 2 'no classifier' gradient "$plain" --input x.npy --labels y.npy --output o.safetensors
refuses 2 'no classifier' eval "$plain" data

# records and labels
refuses 2 'nowhere.npy' propagate "$plain" --input nowhere.npy --output o.npy
refuses 2 'short.npy: .*60 samples.*64.*resample' propagate "$plain" --input short.npy --output o.npy
refuses 2 'z.npy: .*60 samples.*64.*resample' propagate "$plain" --input z.npy --output o.npy
refuses 2 'nan.npy.*row 2.*17' propagate "$plain" --input nan.npy --output o.npy
refuses 2 'cube.npy' propagate "$plain" --input cube.npy --output o.npy
refuses 2 'text.safetensors' propagate "$plain" --input text.safetensors --output o.npy
refuses 2 'y_short.npy: 3 labels for 4' gradient "$model" --input x.npy --labels y_short.npy --output o.safetensors
refuses 2 'label 3 at index 2.*0 to 2' gradient "$model" --input x.npy --labels y_large.npy --output o.safetensors
refuses 2 'y_negative.npy' gradient "$model" --input x.npy --labels y_negative.npy --output o.safetensors

# data sets and recipes
refuses 2 'nowhere' train nowhere --recipe r.json -o o.safetensors
refuses 2 'nowhere' eval m.safetensors nowhere
refuses 2 '275 samples.*takes 32.*resample' eval m.safetensors "$data/Trace"
refuses 2 '275 samples.*takes 32.*resample' train "$data/Trace" --recipe r.json -o o.safetensors
refuses 2 'Trace: .*4 classes.*knows 2' eval resampling.safetensors "$data/Trace"
refuses 2 '--recipe is required.*forda-kerr' train data -o o.safetensors
refuses 2 "'forda-ker'.*forda-kerr" train data --recipe forda-ker -o o.safetensors
echo '{"schema": "fiberloom.recipe/1", "name": 3}' >bad.json
refuses 2 'bad.json#/name' train data --recipe bad.json -o o.safetensors
rm bad.json

# how to train
train=(train data --recipe r.json -o o.safetensors)
refuses 2 '--method: sgd' "${train[@]}" --method sgd
refuses 2 '--readout: magic' "${train[@]}" --readout magic
for number in -1 nan inf 1e999 much; do
  refuses 2 "--ridge: must be a number of 0 or more, not '$number'" "${train[@]}" --readout ridge --ridge=$number
done
refuses 2 'add --readout ridge' "${train[@]}" --ridge 0.1
refuses 2 'patience.*validation' "${train[@]}" --patience 3
refuses 2 'patience.*less than one' "${train[@]}" --patience 3 --validation 0.001
refuses 2 "--validation: must be .*0.9, not 'nan'" "${train[@]}" --validation nan
refuses 2 "--epochs: must be .*1000000, not '1e3'" "${train[@]}" --epochs 1e3
refuses 2 'all records at once' "${train[@]}" --method lbfgs --batch-size 8
refuses 2 'neither a number.*nor a list' "${train[@]}" --seeds 0
refuses 2 'neither a number.*nor a list' "${train[@]}" --seeds 1,x
refuses 2 '2 is named twice' "${train[@]}" --seeds 2,2
refuses 2 'exclude each other' "${train[@]}" --seeds 2,3 --seed 1
refuses 2 'no such rig' "${train[@]}" --rig nowhere
refuses 2 'overwrite o.safetensors' "${train[@]}" --report o.safetensors
sed 's/"batch_size": 8/"method": "lbfgs", "batch_size": 8/' r.json >bad.json
refuses 2 'bad.json#/training/batch_size.*lbfgs' train data --recipe bad.json -o o.safetensors
sed 's/"batch_size": 8/"patience": 8/' r.json >bad.json
refuses 2 'bad.json#/training/patience.*validation_share' train data --recipe bad.json -o o.safetensors
sed 's/"bounds"/"sum_of_magnitudes": {"beta2": -1}, "bounds"/' r.json >bad.json
refuses 2 'bad.json#/sum_of_magnitudes/beta2' train data --recipe bad.json -o o.safetensors
sed 's/"detect": "intensity"/"detect": "field"/' r.json >bad.json
refuses 2 "'spec'.*photodiode" train data --recipe bad.json --rig spec -o o.safetensors
rm bad.json

# places to write to, found out before any work
refuses 2 'no folder nowhere' propagate "$plain" --input x.npy --output nowhere/o.npy
refuses 2 'it is a folder' propagate "$plain" --input x.npy --output data
refuses 2 'x.npy is not a folder' propagate "$plain" --input x.npy --output x.npy/o.npy
refuses 2 'overwrite x.npy' propagate "$plain" --input x.npy --output ./x.npy
refuses 2 'overwrite m.safetensors' propagate m.safetensors --input x.npy --output m.safetensors
refuses 2 'overwrite y.npy' gradient "$model" --input x.npy --labels y.npy --output y.npy
refuses 2 'overwrite a file of data' train data --recipe r.json -o data/X_train.npy
refuses 2 'overwrite r.json' train data --recipe r.json -o r.json
refuses 2 'overwrite o.safetensors' train data --recipe r.json -o o.safetensors --learning-curve o.safetensors
refuses 2 'no folder nowhere' train data --recipe r.json -o o.safetensors --checkpoint nowhere/c
if [ "$(id -u)" -ne 0 ]; then
  mkdir locked && chmod 555 locked
  refuses 2 'permission' propagate "$plain" --input x.npy --output locked/o.npy
  rmdir locked
fi

[ "$before" = "$(ls -R; cat r.json | cksum)" ] || fail "something was written or changed: $(ls)"
