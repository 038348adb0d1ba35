#!/usr/bin/env bash
# Parts: listed, shown, converted, and checked with every mistake at once.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"

says '^ofs-hnlf-507 +highly_nonlinear_fiber' parts list
says '^proximion-dcm-cb-10 +chirped_grating' parts list --kind chirped_grating
"$FIBERLOOM" parts list --kind chirped_grating >list.txt
! grep -q laser list.txt || fail "lists parts of another kind"
says 'gamma_per_w_km +11.3 +±10 % +second_hand' parts show ofs-hnlf-507
says 'effective_area_um2 +11.6 +unsourced' parts show ofs-hnlf-507
says '^source: repository slyvs' parts show ofs-hnlf-507
says 'responsivity_a_per_w +0.575 +±0.075 +unsourced' parts show bpdv2150r
refuses 2 'no part has the id "smf28".*corning-smf-28' parts show smf28
refuses 2 'kind' parts list --kind prism
refuses 2 'fiberloom parts --help' parts
refuses 2 'fiberloom parts list --help' parts list --id 3

# a lab's own spool in place of the sheet, and what it owns
rig=$FIBERLOOM_SOURCE_DIR/apps/rigs/lab.json
"$PYTHON" - "$rig" <<'PYTHON_END'
import json, subprocess, os, sys
show = subprocess.run([os.environ["FIBERLOOM"], "parts", "show", "ofs-hnlf-507", "--json"], capture_output=True, check=True)
part = json.loads(show.stdout)["parts"][0]
assert part["numbers"]["effective_area_um2"]["unsourced"] and not part["numbers"]["length_m"]["unsourced"]
own = {key: part[key] for key in ("id", "kind", "name", "grade")} | {"source": "measured here"}
own |= {key: number["value"] for key, number in part["numbers"].items()} | {"gamma_per_w_km": 9.75}
own |= {f"{key}_tolerance_relative": 0.02 for key in ("dispersion", "length", "attenuation", "gamma")}
rig = json.load(open(sys.argv[1]))
rig["parts"] = [own]
json.dump(rig, open("mine.json", "w"))

# the same, wrong in every way at once
rig["parts"][0] |= {"beta2_ps2_per_km": 1, "gamma_tolerance_relative": 0.1}
rig["parts"].append(own | {"length_tolerance_relative": 3})
rig["inventory"][0]["quantity"] = -4
rig["inventory"][1]["part"] = "proximion-dcm-hdc-321"
json.dump(rig, open("wrong.json", "w"))
json.dump({"schema": "fiberloom.rig/1", "inventory": []}, open("empty.json", "w"))
PYTHON_END
says 'ofs-hnlf-507 .* 4 +the lab' parts list --rig mine.json
says 'laser .* 0 +fiberloom' parts list --rig mine.json --kind laser
says 'gamma_per_w_km +9.75 +±2 %' parts show ofs-hnlf-507 --rig mine.json
says 'mine.json: no mistake' parts validate mine.json
says 'no mistake' parts validate "$FIBERLOOM_SOURCE_DIR/hal/data/catalog.json"
says 'no mistake' parts validate "$FIBERLOOM_SOURCE_DIR/tests/golden/documents/catalog.json"

# invalid FILE POINTERS...: exit code 2, and one line with each of these pointers
invalid() {
  local file=$1 got=0
  shift
  "$FIBERLOOM" parts validate "$file" >mistakes.txt || got=$?
  [ "$got" -eq 2 ] || fail "$file: exit code $got"
  for pointer in "$@"; do
    grep -Fq "$file#$pointer: " mistakes.txt || fail "$file: does not tell $pointer: $(cat mistakes.txt)"
  done
}
invalid wrong.json /parts/0/beta2_ps2_per_km /parts/1/length_tolerance_relative /parts/1/id \
  /inventory/0/quantity /inventory/1/part
[ "$(wc -l <mistakes.txt)" -ge 5 ] || fail "not a line each: $(cat mistakes.txt)"
invalid empty.json /inventory /name /transmitter /receiver /tolerances
"$FIBERLOOM" parts validate wrong.json --json >wrong.out && fail "wrong.json was accepted"
"$PYTHON" -c '
import json
document = json.load(open("wrong.out"))
assert document["schema"] == "fiberloom.validation/1" and document["valid"] is False
assert {"pointer", "message"} == set(document["mistakes"][0])'
refuses 2 'quantity.*inventory/1/part' map "$cases/model_forward.m1_n64_real/model.safetensors" --rig wrong.json -o plan.json
refuses 2 'nowhere.json' parts validate nowhere.json
refuses 2 'is a fiberloom.plan/1; parts validate takes' parts validate "$FIBERLOOM_SOURCE_DIR/tests/golden/documents/plan.json"

# conversions against numbers from an independent program
"$PYTHON" - "$cases/devices.fibre_conversions" <<'PYTHON_END'
import json, os, struct, subprocess, sys
case = json.load(open(sys.argv[1] + "/case.json"))
wavelength = str(case["parameters"]["wavelength_nm"])

def rows_of(name, columns):
    data = open(f"{sys.argv[1]}/{name}.npy", "rb").read()
    start = 10 + struct.unpack("<H", data[8:10])[0]
    values = struct.unpack(f"<{(len(data) - start) // 8}d", data[start:])
    return [values[i:i + columns] for i in range(0, len(values), columns)]

given = rows_of("input", len(case["input_columns"]))
expected = rows_of("expected", len(case["output_columns"]))
limit = [1e-9 * max(abs(row[k]) for row in expected) for k in range(len(expected[0]))]

def convert(**numbers):
    words = [word for key, value in numbers.items() for word in ("--" + key.replace("_", "-"), repr(float(value)))]
    command = [os.environ["FIBERLOOM"], "parts", "convert", "--wavelength-nm", wavelength, *words, "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)

def near(got, wanted, floor):
    assert abs(got - wanted) <= 1e-9 * max(abs(wanted), floor), (got, wanted)

for row, wanted in zip(given, expected):
    dispersion, slope, index, area, loss, length = row
    got = convert(dispersion_ps_per_nm_km=dispersion, slope_ps_per_nm2_km=slope, n2_m2_per_w=index * 1e-20,
                  effective_area_um2=area, attenuation_db_per_km=loss, length_km=length)
    for key, number, floor in zip(case["output_columns"], wanted, limit):
        near(got[{"alpha_per_km": "attenuation_per_km"}.get(key, key)], number, floor)
    # and back: every inverse from the reference's results
    beta2, beta3, gamma, alpha, effective = wanted
    back = convert(beta2_ps2_per_km=beta2, beta3_ps3_per_km=beta3, gamma_per_w_km=gamma, effective_area_um2=area,
                   attenuation_per_km=alpha)
    near(back["dispersion_ps_per_nm_km"], dispersion, 1e-3)
    near(back["slope_ps_per_nm2_km"], slope, 1e-3)
    near(back["n2_m2_per_w"], index * 1e-20, 1e-22)
    near(back["attenuation_db_per_km"], loss, 1e-3)
    if index > 0:
        near(convert(n2_m2_per_w=index * 1e-20, gamma_per_w_km=gamma)["effective_area_um2"], area, 1.0)
PYTHON_END
says '^beta2 +-21.68[0-9]* ps\^2/km$' parts convert --wavelength-nm 1550 --dispersion-ps-per-nm-km 17
says '^D +17 ps/\(nm km\)$' parts convert --wavelength-nm 1550 --beta2-ps2-per-km -21.682619391414896
refuses 2 'nothing to convert' parts convert --wavelength-nm 1550
refuses 2 'need --wavelength-nm' parts convert --dispersion-ps-per-nm-km 17
refuses 2 'same twice' parts convert --wavelength-nm 1550 --dispersion-ps-per-nm-km 17 --beta2-ps2-per-km 3
refuses 2 'same twice' parts convert --attenuation-per-km 1 --attenuation-db-per-km 3
refuses 2 'need the dispersion' parts convert --wavelength-nm 1550 --slope-ps-per-nm2-km 0.06
refuses 2 'give two of' parts convert --wavelength-nm 1550 --gamma-per-w-km 11
refuses 2 'give two of' parts convert --wavelength-nm 1550 --gamma-per-w-km 11 --n2-m2-per-w 2e-20 --effective-area-um2 12
refuses 2 'no effective area' parts convert --wavelength-nm 1550 --gamma-per-w-km 0 --n2-m2-per-w 2e-20
refuses 2 'makes no sense' parts convert --wavelength-nm -1550 --dispersion-ps-per-nm-km 17
refuses 2 'needs an attenuation' parts convert --wavelength-nm 1550 --dispersion-ps-per-nm-km 17 --length-km 2
refuses 2 'no number to work with' parts convert --attenuation-db-per-km nan
refuses 2 'dispersion-ps-per-nm-km' parts convert --wavelength-nm 1550 --dispersion-ps-per-nm-km much
