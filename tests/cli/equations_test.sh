#!/usr/bin/env bash
# Models beyond loss, dispersion and Kerr effect, from the recipe to the derivative: further equations, operators in
# another order, and ways of putting a record on the light.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe base.json
"$PYTHON" - <<'PYTHON_END'
import copy, json

base = json.load(open("base.json"))

def recipe(name, **changes):
    changed = copy.deepcopy(base)
    for key, value in changes.items():
        if isinstance(value, dict) and key in changed:
            changed[key].update(value)
        else:
            changed[key] = value
    json.dump(changed, open(name + ".json", "w"))

training = lambda **rates: {"rates": dict(base["training"]["rates"], **rates)}
recipe("gpe", equation="gpe", training=training(potential=0.02))
recipe("cgle", equation="cgle", layers={"diffusion": [0.1, 0.2], "beta3": [0.1, -0.1], "saturable_gain": [0.1, 1, 0.2, 1]},
       training=training(diffusion=0.01, two_photon_absorption=0.01, beta3=0.01))
recipe("helmholtz", equation="helmholtz", layers={"gamma": [0, 0]},
       training={"rates": {"classifier": 0.05, "beta2": 0.06, "potential": 0.02}})
recipe("swapped", operators=["gamma", "alpha", "beta2"])
recipe("phase", encoding={"modulation": "phase", "normalise_power": False})
recipe("copies", samples=64, encoding={"copies": 2, "mask": {"kind": "binary", "seed": 3}})
recipe("iq", samples=16, readout={"pool": 2}, encoding={"modulation": "iq"})
recipe("shots", shots=2)
recipe("bad_shots", shots=3)
recipe("bad_order", operators=["gamma", "beta2", "beta2"])
recipe("bad_copies", encoding={"copies": 3})
recipe("unknown", layers={"flux": [0, 0]})
PYTHON_END

for name in gpe cgle helmholtz swapped phase copies iq shots; do
  "$FIBERLOOM" train data --recipe $name.json -o $name.safetensors -q >/dev/null 2>train.err || fail "$name: $(cat train.err)"
  says 'test' eval $name.safetensors data
done
"$FIBERLOOM" train data --recipe base.json -o base.safetensors -q >/dev/null 2>&1
! cmp -s base.safetensors swapped.safetensors || fail "the order of the operators changes nothing"
"$PYTHON" - <<'PYTHON_END'
import json, struct
whole = open("cgle.safetensors", "rb").read()
length = struct.unpack("<Q", whole[:8])[0]
header = json.loads(whole[8:8 + length])
assert header["diffusion"]["shape"] == [2] and header["saturable_gain"]["shape"] == [2, 2], header
assert json.loads(header["__metadata__"]["fiberloom"])["equation"] == "cgle"
PYTHON_END

# A derivative whose fields are recomputed is the same to rounding, and refused where light is lost for good.
gradient() { "$FIBERLOOM" gradient "$1" --input data/X_test.npy --labels data/y_test.npy --output "$2" --memory "$3" -q >/dev/null; }
gradient base.safetensors stored.safetensors stored
gradient base.safetensors recomputed.safetensors recomputed
"$PYTHON" - <<'PYTHON_END'
import json, struct

def tensors(path):
    whole = open(path, "rb").read()
    length = struct.unpack("<Q", whole[:8])[0]
    header = json.loads(whole[8:8 + length])
    read = lambda t: struct.unpack(f"<{(t['data_offsets'][1] - t['data_offsets'][0]) // 8}d",
                                   whole[8 + length:][t["data_offsets"][0]:t["data_offsets"][1]])
    return {name: read(t) for name, t in header.items() if name != "__metadata__"}

stored, recomputed = tensors("stored.safetensors"), tensors("recomputed.safetensors")
for name in ("alpha", "beta2", "gamma", "input"):
    scale = max(abs(value) for value in stored[name])
    assert scale > 0
    assert all(abs(a - b) < 1e-10 * scale for a, b in zip(stored[name], recomputed[name])), name
PYTHON_END
refuses 2 'absorption.*stored' gradient cgle.safetensors --input data/X_test.npy --labels data/y_test.npy \
  --output g.safetensors --memory recomputed

for shot in 0 1; do
  "$FIBERLOOM" propagate shots.safetensors --input data/X_test.npy --output shot$shot.npy --shot $shot -q >/dev/null
done
! cmp -s shot0.npy shot1.npy || fail "both shots give the same light"
refuses 2 "has 2, counted from 0" propagate shots.safetensors --input data/X_test.npy --output x.safetensors --shot 2
refuses 2 "2 layers cannot be shared out over 3 shots" train data --recipe bad_shots.json -o x.safetensors
refuses 2 "2 times with other settings" map shots.safetensors --rig spec -o plan.json

refuses 2 "twice" train data --recipe bad_order.json -o x.safetensors
refuses 2 "3 copies|copies" train data --recipe bad_copies.json -o x.safetensors
refuses 2 "/layers/flux" train data --recipe unknown.json -o x.safetensors
refuses 2 "canonical form" map cgle.safetensors --rig spec -o plan.json
refuses 2 "phase or I/Q" map phase.safetensors --rig spec -o plan.json
[ ! -e x.safetensors ] && [ ! -e plan.json ] && [ ! -e g.safetensors ] || fail "a refused run left something behind: $(ls)"
