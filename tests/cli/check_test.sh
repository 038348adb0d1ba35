#!/usr/bin/env bash
# check: tables, document, page and exit codes; that nothing but what it is given decides what it says.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 2
"$FIBERLOOM" train data --recipe r.json -o m.safetensors -q >/dev/null
gaussian=$cases/mapping.aliasing_gauss_half_g0.3
mixed=$cases/mapping.canonical_m3_n64

says 'Nothing here rules the model out; parts have not been placed' check m.safetensors --data data --report c.html
says '20 of 40 training records of data, as the model encodes them' check m.safetensors --data data
says '7 of 40 training records' check m.safetensors --data data --records 7
says '20 synthetic records, complex Gaussian, half band, unit mean power, seed 3' check m.safetensors --seed 3
says 'rules the model out on rig spec' check m.safetensors --data data --rig spec
says '^› +60\.00 ' check m.safetensors --rig spec  # 120 GSa/s, two points for each model sample

"$FIBERLOOM" check m.safetensors --data data --json >c1.json --threads 1
"$FIBERLOOM" check m.safetensors --data data --json >c2.json --threads 3
cmp c1.json c2.json || fail "the number of threads changes the check"
"$FIBERLOOM" check m.safetensors --json --seed 1 >s1.json
"$FIBERLOOM" check m.safetensors --json --seed 2 >s2.json
! cmp -s s1.json s2.json || fail "the seed does not draw the light"

# Mixed signs: everything is said, and the page written, but the answer is no.
got=0
"$FIBERLOOM" check "$mixed/model.safetensors" --json --report no.html --sample-rate 46GHz,92GSa/s --target -40 >no.json || got=$?
[ "$got" -eq 3 ] || fail "exit code $got for mixed signs"
got=0
"$FIBERLOOM" check "$mixed/model.safetensors" >no.txt || got=$?
[ "$got" -eq 3 ] || fail "exit code $got for mixed signs, as text"
grep -q 'As it is, the model cannot be carried by any passive cascade' no.txt
grep -q 'retrain with gamma >= 0' no.txt && grep -q 'phase conjugation' no.txt || fail "no alternatives"
grep -q 'Tolerances for' no.txt && grep -q 'km of SMF-28' no.txt || fail "not everything is said"

# A rig that is too slow, with too few stages, and a generator that clips.
"$PYTHON" - "$FIBERLOOM_SOURCE_DIR/apps/rigs/spec.json" <<'PYTHON_END'
import json, sys
rig = json.load(open(sys.argv[1]))
rig["transmitter"] = {"sample_rate_gsa_per_s": 5, "full_scale": 0.1}
rig["maximum_stages"] = 1
json.dump(rig, open("slow.json", "w"))
PYTHON_END
got=0
"$FIBERLOOM" check m.safetensors --data data --rig slow.json --json >slow.out || got=$?
[ "$got" -eq 3 ] || fail "exit code $got for a rig that cannot do it"

"$PYTHON" - <<'PYTHON_END'
import html.parser, json, math
check, no, slow, seeded = (json.load(open(name)) for name in ("c1.json", "no.json", "slow.out", "s1.json"))
assert check["schema"] == "fiberloom.check-result/1" and check["possible"] and not no["possible"]
assert not check["light"]["is_synthetic"] and check["light"]["records"] == 20 and seeded["light"]["is_synthetic"]
rates = [rate["sample_rate_gsa_per_s"] for rate in check["required_dispersion"]]
assert rates == [1.25, 5, 10, 12, 25, 32, 46, 64, 92, 120], rates
assert [rate["sample_rate_gsa_per_s"] for rate in no["required_dispersion"]] == [46, 92]

# The numbers of one document agree with each other.
canonical, noise = check["canonical"], check["noise_gain"]
assert abs(canonical["fraction_in_glass"] - 2 / 4) < 1e-12  # layer 1: waveform; last Kerr step: not seen
product = 0
for m, layer in enumerate(noise["layers"]):
    place = check["light_at"][m + 1]
    gamma = canonical["Gamma"][m] * place["mean_power"]
    closed = 10 * math.log10(1 + 2 * place["kappa"] * gamma ** 2)
    assert abs(closed - layer["closed_form_db"]) < 1e-9, (closed, layer)
    product += closed
assert abs(product - noise["cascade"]["closed_form_db"]) < 1e-9
for guard in check["guard"]:
    assert guard["guard_samples_per_side"] == math.ceil(1.25 * guard["memory_samples"])
assert abs(check["guard"][0]["sum_of_magnitudes_of_b"] - sum(map(abs, canonical["b"]))) < 1e-12

# Equal shares spend the target once: those in glass, and the skew.
for document, target in ((check, 1e-3), (no, 1e-4)):
    for how in ("closed_form", "derived"):
        spent = 0
        for each in document["tolerances"]:
            sensitivity = each["sensitivity"][how]
            sensitivity *= each["sensitivity"]["downstream_gain"] if how == "closed_form" else 1
            assert abs(sensitivity * each["alone"][how] ** 2 - target) < 1e-9 * target
            if each.get("carried_out_in", "glass") == "glass":
                spent += sensitivity * each["shared"][how] ** 2
        assert abs(spent - target) < 1e-9 * target, (how, spent)
conflict, = no["canonical"]["sign_conflicts"]
assert conflict["layers"] == [2] and conflict["Gamma"] < 0
wanted = {"sample_rate", "layers", "full_scale"}
told = " ".join(finding["text"] for finding in slow["findings"] if finding["weight"] == "ruled_out")
assert all(word in told for word in wanted), told

for page in ("c.html", "no.html"):
    text = open(page, encoding="utf-8").read()
    html.parser.HTMLParser().feed(text)
    assert text.count("<svg") >= 7 and "What the model alone rules out" in text and "Tolerances" in text, page
    assert "<script" not in text and "http://" not in text.replace("http://www.w3.org", ""), page
PYTHON_END

# Records as they come, and no filter of the model's own: two kinds of fidelity.
says '^raw +−9\.3 +−21\.3 +−50\.4 ' check "$gaussian/model.safetensors" --data "$gaussian/input.npy"
says '^with an optical filter +−15\.6 +−44\.3 +−102\.3 ' check "$gaussian/model.safetensors" --data "$gaussian/input.npy"
