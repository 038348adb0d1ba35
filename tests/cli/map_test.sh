#!/usr/bin/env bash
# map: plan, document and page of networks that can be built and of others; bad rigs are refused whole.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 2
rigs=$FIBERLOOM_SOURCE_DIR/apps/rigs
"$FIBERLOOM" train data --recipe r.json -o m.safetensors -q >/dev/null

# with_layers OUT NAME=NUMBERS...: the trained model with other numbers in its layers.
with_layers() {
  "$PYTHON" - "$@" <<'PYTHON_END'
import json, struct, sys
blob = bytearray(open("m.safetensors", "rb").read())
size, = struct.unpack("<Q", blob[:8])
header = json.loads(blob[8:8 + size])
for change in sys.argv[2:]:
    name, values = change.split("=")
    values = [float(value) for value in values.split(",")]
    begin, end = header[name]["data_offsets"]
    assert end - begin == 8 * len(values), header[name]
    blob[8 + size + begin:8 + size + end] = struct.pack(f"<{len(values)}d", *values)
open(sys.argv[1], "wb").write(blob)
PYTHON_END
}
with_layers signs.safetensors gamma=-0.4,0.3
with_layers strong.safetensors gamma=2.5,0.3
with_layers long.safetensors beta2=1000,2
sed 's/"sample_rate_gsa_per_s": 120/"sample_rate_gsa_per_s": 64/' "$rigs/spec.json" >slow.json

# map_it CODE NAME ARGUMENTS...: NAME.json, NAME.html and the document NAME.out.
map_it() {
  local code=$1 name=$2 got=0
  shift 2
  "$FIBERLOOM" map "$@" -o "$name.json" --report "$name.html" --json -q >"$name.out" || got=$?
  [ "$got" -eq "$code" ] || fail "exit code $got instead of $code: map $*"
}
map_it 0 good m.safetensors --rig spec --data data --virtual-rigs 8
map_it 0 lab m.safetensors --rig lab --data data --virtual-rigs 3
map_it 0 again m.safetensors --rig lab --data data --virtual-rigs 3 --threads 2
map_it 0 blind m.safetensors --rig spec
map_it 3 signs signs.safetensors --rig spec --data data --virtual-rigs 3 --free-steps never
map_it 3 strong strong.safetensors --rig spec --data data --virtual-rigs 3
map_it 3 long long.safetensors --rig slow.json --data data --virtual-rigs 3 --free-steps never
map_it 3 unseen strong.safetensors --rig spec
cmp lab.out again.out || fail "the number of threads changes the document"
cmp lab.html again.html || fail "the number of threads changes the page"

says 'expected on the tolerances of the rig document: field' map m.safetensors --rig spec -o text.json

"$PYTHON" - <<'PYTHON_END'
import html.parser, json, math
def read(name):
    return json.load(open(name + ".out"))

def found_limits(name):
    stages = {}
    for each in read(name)["power_limits"]:
        stages.setdefault(each["stage"], {})[each["effect"]] = each
    assert len(stages) == 2
    return stages

def found_objective(name):
    objective = read(name)["objective"]
    assert read(name)["plan"].get("objective", "expected_nmse") == objective["name"]
    return objective["name"], objective["unit"]

for name in ("good", "lab", "blind"):
    found = read(name)
    assert found["schema"] == "fiberloom.map-result/1" and found["feasible"], name
    budget = found["error_budget"]
    for where in ("field", "trace"):
        total = sum(each["nmse"][where] for each in budget["contributions"])
        assert abs(total - budget["sum"][where]) < 1e-9 * budget["sum"][where], (name, where)
        assert abs(10 * math.log10(budget["nmse"][where]) - budget["nmse_db"][where]) < 1e-9
    assert abs(budget["field_fidelity"] + budget["nmse"]["field"] - 1) < 1e-12
    for each in found["power_limits"]:
        assert each["limit_dbm"] is None or abs(each["limit_dbm"] - each["launch_dbm"] - each["margin_db"]) < 1e-9
    for stage in found["dispersion"]:
        assert abs(stage["b_wanted"] + stage["b_residual"] - stage["b_realised"]) < 1e-12
    drifts = [each["interval_h"] for each in found["calibration"]["drifts"]]
    assert drifts and found["calibration"]["interval_h"] == min(drifts)
    bands = found["bandwidth_and_guard"]
    assert abs(bands["optical_band_ghz"] * found["plan"]["model_sample_ps"] - 1000) < 1e-6
    assert bands["guard_of_a_stream_samples_per_side"] == math.ceil(1.25 * bands["dispersion_memory_samples"])
    bill = {item["part"]: item for item in found["bill_of_materials"]}
    assert bill["ofs-hnlf-507"]["quantity"] == 2 and bill["ofs-hnlf-507"]["grade"] == "second_hand"
    assert any(each["part"] == "teraxion-tdcmx" for each in found["unsourced_numbers"])

for name, rigs in (("good", 8), ("lab", 3)):
    predicted = read(name)["predicted"]
    for kind in ("as_documented", "calibrated"):
        assert len(predicted[kind]["accuracies"]) == rigs
        assert predicted[kind]["interval_records_95"][0] < predicted[kind]["mean"] <= 1
    loss = read(name)["error_budget"]["expected_loss"]
    parts = loss["from_residuals"] + loss["from_tolerances"] + loss["from_noise"]
    assert abs(parts - loss["increase"]) < 1e-12 and loss["nominal"] > 0
    # What Brillouin scattering sees of the records is a share of the light, under the same threshold.
    for stage in found_limits(name).values():
        assert stage["Brillouin scattering, strongest line"]["limit_dbm"] == stage["Brillouin scattering"]["limit_dbm"]
        assert all(each["strongest_line_w"] > 0 for each in read(name)["plan"]["stages"])
    # With records it is their loss that parts are chosen for.
    assert found_objective(name) == ("expected_loss", "nat") and "training records" in read(name)["objective"]["light"]
    chosen = [design for design in read(name)["plan"]["considered"] if design["chosen"]]
    assert len(chosen) == 1 and chosen[0]["expected_loss_increase"] >= 0
blind = read("blind")
assert found_objective("blind") == ("expected_nmse", "1") and "objective" not in blind["plan"]
assert all("expected_loss_increase" not in design for design in blind["plan"]["considered"])
assert "predicted" not in blind and "expected_loss" not in blind["error_budget"]

# What cannot be built: what binds, what was wanted, how much there is, and what could be built instead.
for name, parameter, wanted, words in (("signs", "gamma", -0.4, "positive nonlinear index"),
                                       ("strong", "gamma", 2.5, "Brillouin"),
                                       ("long", "beta2", 1000, "no parts left")):
    found = read(name)
    problem = found["plan"]["problems"][0]
    assert not found["feasible"] and problem["parameter"] == parameter and problem["where"] == "layer 1"
    assert problem["wanted"] == wanted and problem["limit"] < abs(wanted) and words in problem["reason"], problem
    ways = found["alternatives"]
    means = [way["predicted"]["mean"] for way in ways]
    assert len(ways) >= 2 and means == sorted(means, reverse=True), (name, means)
    assert "error_budget" not in found and "cannot be built" in found["no_error_budget"]
    assert found["retrain"].startswith(f"fiberloom train data --from {name}.safetensors --rig ")
unseen = read("unseen")
assert len(unseen["alternatives"]) >= 2 and all("predicted" not in way for way in unseen["alternatives"])

for name in ("good", "lab", "blind", "signs", "strong", "long", "unseen"):
    page = open(name + ".html", encoding="utf-8").read()
    html.parser.HTMLParser().feed(page)
    found = read(name)
    assert found["verdict"].split(":")[0] in page, name
    assert 'class="element laser"' in page and "Bill of materials" in page and "Calibration" in page, name
    assert "<script" not in page and "http://" not in page.replace("http://www.w3.org", ""), name
    assert ("What cannot be built" in page) == (not found["feasible"]), name
    assert found["feasible"] or found["retrain"] in page, name
assert "least expected increase of the loss" in open("good.html").read()
assert "least expected NMSE" in open("blind.html").read()
assert all("Brillouin scattering, strongest line" not in stage for stage in found_limits("blind").values())
assert "--data DATA" in open("blind.html").read() and "Accuracy of virtual rigs" in open("good.html").read()
PYTHON_END

# Spools that fit at 1562 nm alone, behind a laser that may go there: the plan, its page and `run` go there too.
"$PYTHON" - "$rigs/lab.json" <<'PYTHON_END'
import json, math, struct, sys
rig = json.load(open(sys.argv[1]))
def spool(name, d, slope, length):
    return {"id": name, "kind": "transmission_fiber", "name": name, "manufacturer": "lab", "source": "measured",
            "grade": "data_sheet", "length_m": length, "attenuation_db_per_km": 0.2, "attenuation_tolerance_relative": 0.05, "length_tolerance_relative": 0.001,
            "dispersion_ps_per_nm_km": d,
            "slope_ps_per_nm2_km": slope, "dispersion_tolerance_relative": 0.001}
spools = [spool("smf-a", 17, 0.06, 13000), spool("dcf-b", -100, -0.35, 2000)]
rig["parts"] = rig.get("parts", []) + spools
rig["inventory"] = [{"part": "smf-a", "quantity": 1}, {"part": "dcf-b", "quantity": 1},
                    {"part": "ofs-hnlf-507", "quantity": 2}]
for spec in rig["bench"]["instruments"]:
    if spec["role"] == "dispersion_compensator":
        spec.pop("part")
    for limit in spec.get("limits", []):
        if spec["role"] == "laser" and limit["key"] == "wavelength_nm":
            limit.update(minimum=1535, maximum=1565)
json.dump(rig, open("tunable.json", "w"))
blob = open("m.safetensors", "rb").read()
model = json.loads(json.loads(blob[8:8 + struct.unpack("<Q", blob[:8])[0]])["__metadata__"]["fiberloom"])
t0 = 1e3 * model.get("oversampling", 1) / rig["transmitter"]["sample_rate_gsa_per_s"]
b = [-(s["dispersion_ps_per_nm_km"] + 12 * s["slope_ps_per_nm2_km"]) * 1e-3 * s["length_m"]
     * 1562 ** 2 / (2 * math.pi * 299792.458) / t0 ** 2 for s in spools]
open("b.txt", "w").write(",".join(map(repr, b)))
PYTHON_END
with_layers tuned.safetensors beta2="$(cat b.txt)"
map_it 0 tuned tuned.safetensors --rig tunable.json --data data --virtual-rigs 2 --sample-rate 120 --free-steps never
"$FIBERLOOM" run tuned.json data --rig tunable.json --json -q >tuned.run
refuses 2 '1535 and 1565' map tuned.safetensors --rig tunable.json -o o.json --wavelength 1530
"$PYTHON" - <<'PYTHON_END'
import json
plan = json.load(open("tuned.json"))
assert abs(plan["light_path"]["wavelength_nm"] - 1562) < 1e-6, plan["light_path"]
assert [stage["dispersive_parts"] for stage in plan["light_path"]["stages"]] == [["smf-a"], ["dcf-b"]]
assert "1562 nm" in open("tuned.html").read() and "1562 nm" in json.load(open("tuned.out"))["verdict"]
digital = json.load(open("tuned.out"))["predicted"]["as_documented"]["digital"]
found = json.load(open("tuned.run"))["accuracy"]
assert abs(found - digital) <= 0.1, (found, digital)  # two records of twenty
PYTHON_END

# Everything that is wrong with a rig comes in one line, with where it stands, and nothing is written.
"$PYTHON" - "$rigs/spec.json" <<'PYTHON_END'
import json, sys
rig = json.load(open(sys.argv[1]))
rig["inventory"][0]["quantity"] = -4
rig["inventory"].append({"part": "teraxion-tdcmy", "quantity": 1})
spool = {"id": "shelf-3", "kind": "highly_nonlinear_fiber", "name": "spool", "source": "measured here",
         "grade": "data_sheet", "length_m": 500, "attenuation_db_per_km": 0.9, "dispersion_ps_per_nm_km": 0.045,
         "slope_ps_per_nm2_km": 0.017, "gamma_per_w_km": 11.3, "effective_area_um2": 11.6, "insertion_loss_db": 1,
         "dispersion_tolerance_relative": 0.3, "length_tolerance_relative": 0.01,
         "attenuation_tolerance_relative": 0.05, "gamma_tolerance_relative": 0.1}
rig["parts"] = [dict(spool, length_km=5), dict(spool, id="shelf-4", gamma_tolerance_relative=3)]
json.dump(rig, open("bad.json", "w"))
open("empty.json", "w").write("{}")
PYTHON_END
before=$(find . -type f -exec cksum {} + | sort)
got=0
"$FIBERLOOM" map m.safetensors --rig bad.json -o o.json --report o.html 2>bad.err || got=$?
[ "$got" -eq 2 ] || fail "exit code $got for a bad rig"
for where in '#/inventory/0/quantity: .*-4' '#/inventory/4/part: .*teraxion-tdcmx' '#/parts/0/length_km: .*length_m' \
  '#/parts/1/gamma_tolerance_relative: .*<= 1, found 3'; do
  grep -q "bad.json$where" bad.err || fail "does not say $where: $(cat bad.err)"
done
[ "$(wc -l <bad.err)" -eq 1 ] || fail "more than one message: $(cat bad.err)"
rm bad.err
refuses 2 'empty.json#/schema: .*#/transmitter: .*#/inventory: .*#/receiver: ' map m.safetensors --rig empty.json -o o.json
[ "$before" = "$(find . -type f -exec cksum {} + | sort)" ] || fail "something was written"
