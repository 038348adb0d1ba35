#!/usr/bin/env bash
# The fibre command: shapes, noise, warnings, and everything that can be wrong with what it is given.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
case=$cases/fiber.spm_loss

cat >arrays.py <<'PYTHON_END'
import ast, math, struct

def write(path, descr, shape, payload):
    header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (descr, shape)
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + payload)

def read(path):
    bytes_ = open(path, "rb").read()
    length = struct.unpack("<H", bytes_[8:10])[0]
    header = ast.literal_eval(bytes_[10:10 + length].decode())
    values = struct.unpack(f"<{(len(bytes_) - 10 - length) // 8}d", bytes_[10 + length:])
    return header, [complex(*values[i:i + 2]) for i in range(0, len(values), 2)]

def pulse(samples, step, width, bad=None):
    values = [1 / math.cosh(min((j - samples // 2) * step / width, 300.0)) if j * step < 1e9 else 0.0
              for j in range(samples)]
    if bad is not None:
        values[bad] = float("nan")
    return values
PYTHON_END
"$PYTHON" - <<'PYTHON_END'
from arrays import *

def fields(path, shape, values):
    write(path, "<c16", shape, b"".join(struct.pack("<2d", v, 0.0) for v in values))

one = pulse(64, 0.5, 1.0)
fields("one.npy", (64,), one)
fields("row.npy", (1, 64), one)
fields("three.npy", (3, 64), one * 3)
fields("short.npy", (60,), one[:60])
fields("nan.npy", (2, 64), one + pulse(64, 0.5, 1.0, 17))
fields("cube.npy", (1, 2, 32), one)
fields("none.npy", (0, 64), [])
write("real.npy", "<f8", (64,), struct.pack("<64d", *one))
PYTHON_END

# spec FILE MEMBERS: a small fibre, with more members
spec() {
  echo "{\"schema\": \"fiberloom.fiber/1\", \"grid\": {\"samples\": 64, \"time_step_ps\": 0.5}, $2}" >"$1"
}
spec ok.json '"length_m": 100, "beta2_ps2_per_km": -1, "gamma_per_w_km": 2'
spec split.json '"length_m": 100, "beta2_ps2_per_km": -1, "gamma_per_w_km": 2, "solver": {"method": "split_step", "steps": 200}'

# shapes stay, rows do not know of each other, both methods agree
run_fiber() { "$FIBERLOOM" fiber "$@" --quiet; }
run_fiber ok.json --input one.npy --output one_out.npy
run_fiber ok.json --input row.npy --output row_out.npy
run_fiber ok.json --input three.npy --output three_out.npy --threads 2
run_fiber ok.json --input real.npy --output real_out.npy
run_fiber split.json --input one.npy --output split_out.npy
"$PYTHON" - <<'PYTHON_END'
from arrays import *
header, one = read("one_out.npy")
assert header["shape"] == (64,) and header["descr"] == "<c16", header
for name, shape in (("row", (1, 64)), ("three", (3, 64)), ("real", (64,))):
    header, values = read(name + "_out.npy")
    assert header["shape"] == shape and header["descr"] == "<c16", header
    assert values == one * (len(values) // 64), name
_, split = read("split_out.npy")
assert max(abs(a - b) for a, b in zip(one, split)) < 1e-5
assert abs(sum(abs(v) ** 2 for v in one) / sum(abs(v) ** 2 for v in read("one.npy")[1]) - 1) < 1e-8
PYTHON_END

# noise is drawn by the seed, one draw a row
sed 's/"time_step_ps": 0.5/"time_step_ps": 0.5, "center_wavelength_nm": 1550/' ok.json >noisy.json
for seed in 3 4; do
  run_fiber noisy.json --input three.npy --output noisy$seed.npy --photon-noise --seed $seed
done
run_fiber noisy.json --input three.npy --output again.npy --photon-noise --seed 3 --threads 1
cmp noisy3.npy again.npy || fail "the same seed gives other noise"
! cmp -s noisy3.npy noisy4.npy || fail "the seed does not matter"
"$PYTHON" - <<'PYTHON_END'
from arrays import *
_, noisy = read("noisy3.npy")
_, clean = read("three_out.npy")
assert noisy[:64] != noisy[64:128]
assert 1e-6 < max(abs(a - b) for a, b in zip(noisy, clean)) < 1e-2
PYTHON_END

# warnings name what to enlarge, and go into the result for programs
spec long.json '"length_m": 3000, "beta2_ps2_per_km": -20'
"$FIBERLOOM" fiber long.json --input one.npy --output w.npy --json >w.json 2>w.err
grep -q 'warning: the time window is too small.*enlarge samples' w.err || fail "$(cat w.err)"
grep -q '"code": "fiber.window"' w.json || fail "$(cat w.json)"
sed 's/0.5}/5}/' ok.json >narrow.json
"$FIBERLOOM" fiber narrow.json --input one.npy --output w.npy 2>w.err
! grep -q 'warning' w.err || fail "a wide pulse on its own grid: $(cat w.err)"
spec chirped.json '"length_m": 1000, "gamma_per_w_km": 200'
"$FIBERLOOM" fiber chirped.json --input one.npy --output w.npy 2>w.err
grep -q 'warning: the band is too small.*time_step_ps' w.err || fail "$(cat w.err)"
spec coarse.json '"length_m": 1000, "beta2_ps2_per_km": -20, "gamma_per_w_km": 2, "solver": {"method": "split_step", "steps": 20}'
"$FIBERLOOM" fiber coarse.json --input one.npy --output w.npy 2>w.err
grep -q 'warning: steps of 50 m are so long' w.err || fail "$(cat w.err)"

# the example, and a result for programs
"$FIBERLOOM" fiber "$FIBERLOOM_SOURCE_DIR/apps/examples/supercontinuum.json" \
  --input "$cases/fiber.supercontinuum/input.npy" --output sc.npy --json >sc.json 2>sc.err
"$PYTHON" - "$cases" <<'PYTHON_END'
import json, sys
from arrays import *
result = json.load(open("sc.json"))
assert result["schema"] == "fiberloom.fiber-result/1" and result["warnings"] == [], result
row = result["rows"][0]
assert abs(row["output_energy_pj"] / row["input_energy_pj"] - 0.91055) < 2e-3, row
_, found = read("sc.npy")
_, wanted = read(sys.argv[1] + "/fiber.supercontinuum/output.npy")
error = sum(abs(a - b) ** 2 for a, b in zip(found, wanted)) / sum(abs(b) ** 2 for b in wanted)
assert error ** 0.5 < 3e-3, error
PYTHON_END
rm -f w.json w.err w.npy sc.json sc.err sc.npy
before=$(ls; cat ok.json one.npy | cksum)

# fields
refuses 2 'nowhere.npy' fiber ok.json --input nowhere.npy --output o.npy
refuses 2 'short.npy: has 60 samples, ok.json#/grid/samples says 64' fiber ok.json --input short.npy --output o.npy
refuses 2 'nan.npy: row 1, column 17' fiber ok.json --input nan.npy --output o.npy
refuses 2 'cube.npy: .*shape' fiber ok.json --input cube.npy --output o.npy
refuses 2 'none.npy: .*shape' fiber ok.json --input none.npy --output o.npy
refuses 2 'ok.json' fiber ok.json --input ok.json --output o.npy
refuses 2 'center_wavelength_nm: missing' fiber ok.json --input one.npy --output o.npy --photon-noise

# places
refuses 2 'overwrite one.npy' fiber ok.json --input one.npy --output one.npy
refuses 2 'overwrite ok.json' fiber ok.json --input one.npy --output ok.json
refuses 2 'no folder nowhere' fiber ok.json --input one.npy --output nowhere/o.npy
refuses 2 'output is required' fiber ok.json --input one.npy

# specs: the pointer of every mistake
refuses 2 'nowhere.json' fiber nowhere.json --input one.npy --output o.npy
refuses 2 'one.npy' fiber one.npy --input one.npy --output o.npy
refuses_spec() {
  spec bad.json "$2"
  refuses 2 "$1" fiber bad.json --input one.npy --output o.npy
  rm bad.json
}
refuses_spec 'bad.json#/length_m: .*0' '"length_m": -1'
refuses_spec 'bad.json#/length_m: missing' '"gamma_per_w_km": 1'
refuses_spec 'bad.json#/length_km: is given twice' '"length_m": 1, "length_km": 1'
refuses_spec 'bad.json#/length_m: expected a number' '"length_m": "1"'
refuses_spec 'bad.json#/lenght_m: unknown key .*length_m' '"lenght_m": 1'
refuses_spec 'bad.json#/length_m: not valid JSON' '"length_m": NaN'
refuses_spec 'dispersion_ps_per_nm_km: is given twice' '"length_m": 1, "beta2_ps2_per_km": 1, "dispersion_ps_per_nm_km": 1'
refuses_spec 'beta2_ps2_per_m: is given twice' '"length_m": 1, "beta2_ps2_per_km": 1, "beta2_ps2_per_m": 1'
refuses_spec 'dispersion_ps_per_nm_km: needs center_wavelength_nm' '"length_m": 1, "dispersion_ps_per_nm_km": 1'
refuses_spec 'self_steepening: needs center_wavelength_nm' '"length_m": 1, "self_steepening": true'
refuses_spec 'raman/model' '"length_m": 1, "raman": {"model": "lorentz"}'
refuses_spec 'raman/fraction' '"length_m": 1, "raman": {"fraction": -0.1}'
refuses_spec 'solver/method' '"length_m": 1, "solver": {"method": "euler"}'
refuses_spec 'solver/relative_tolerance: belongs to' '"length_m": 1, "solver": {"method": "split_step", "steps": 3, "relative_tolerance": 1e-6}'
refuses_spec 'solver/steps: belongs to' '"length_m": 1, "solver": {"method": "rk4ip", "steps": 3}'
refuses_spec 'solver/steps: missing' '"length_m": 1, "solver": {"method": "split_step"}'
refuses_spec 'solver/steps: ' '"length_m": 1, "solver": {"method": "split_step", "steps": 0}'
refuses_spec 'solver/steps: expected a whole number' '"length_m": 1, "solver": {"method": "split_step", "steps": 2.5}'
refuses_spec 'solver/relative_tolerance: ' '"length_m": 1, "solver": {"relative_tolerance": 0}'
refuses_spec 'length_m.*raman/model.*beta2_ps_per_km' '"length_m": -1, "raman": {"model": "x"}, "beta2_ps_per_km": 3'
echo '{"schema": "fiberloom.rig/1"}' >bad.json
refuses 2 'fiberloom.fiber/1' fiber bad.json --input one.npy --output o.npy
rm bad.json

# a computation that cannot go on ends with 1 and writes nothing
spec wild.json '"length_m": 100, "gamma_per_w_km": 1e100'
refuses 1 'units' fiber wild.json --input one.npy --output o.npy
rm wild.json
[ "$before" = "$(ls; cat ok.json one.npy | cksum)" ] || fail "something was written or changed: $(ls)"
