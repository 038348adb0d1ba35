#!/usr/bin/env bash
# ablate, compare, interpret: their tables, documents and pages, and that they depend on nothing but what they are given.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 4
sed -e 's/"name": "small"/"name": "alone"/' -e 's/\[0.4, 0.2\]/[0, 0]/' r.json >d.json
sed -e 's/"name": "small"/"name": "lens", "equation": "gpe"/' -e 's/"rates": {/"rates": {"potential": 0.02, /' r.json >v.json
"$FIBERLOOM" train data --recipe r.json -o m.safetensors -q >/dev/null
"$FIBERLOOM" train data --recipe v.json -o v.safetensors -q >/dev/null

says '^ +D\+N +[0-9]' ablate data --recipe r.json --seeds 2 --report a.html
says 'fair ablation tunes each arm' ablate data --recipe r.json --seeds 1 --epochs 1
"$FIBERLOOM" ablate data --recipe r.json --seeds 2 --arm-recipe D=d.json --json >a1.json --threads 1
"$FIBERLOOM" ablate data --recipe r.json --seeds 2 --arm-recipe D=d.json --json >a2.json --threads 3
cmp a1.json a2.json || fail "the number of threads changes the ablation"
"$FIBERLOOM" ablate data --recipe v.json --seeds 1 --epochs 1 --json >v.json.out
"$FIBERLOOM" train data --recipe r.json -o k.safetensors --seeds 2 --json >k.json 2>remarks
"$PYTHON" - <<'PYTHON_END'
import json, math
ablation, potential, train = (json.load(open(name)) for name in ("a1.json", "v.json.out", "k.json"))
arms = {arm["name"]: arm for arm in ablation["arms"]}
assert list(arms) == ["none", "N", "D", "D+N"], list(arms)
assert [arms[name]["trained_embedding_numbers"] for name in arms] == [0, 2, 2, 4]
assert {arm["trained_classifier_numbers"] for arm in arms.values()} == {2 * (16 + 1)}
assert arms["D"]["has_own_recipe"] and arms["D"]["recipe"] == "alone" and not arms["N"]["has_own_recipe"]
# The full arm is the recipe itself.
assert [run["test_accuracy"] for run in arms["D+N"]["runs"]] == [run["test_accuracy"] for run in train["runs"]]
assert [run["training_loss"] for run in arms["D+N"]["runs"]] == [run["training_loss"] for run in train["runs"]]
tests = [run["test_accuracy"] for run in arms["N"]["runs"]]
assert abs(arms["N"]["mean_test_accuracy"] - sum(tests) / 2) < 1e-12
assert abs(arms["N"]["standard_deviation"] - abs(tests[0] - tests[1]) / math.sqrt(2)) < 1e-12
assert [arm["name"] for arm in potential["arms"]] == ["none", "N", "D", "D+N", "V", "N+V", "D+V", "D+N+V"]
assert [arm["trained_embedding_numbers"] for arm in potential["arms"]] == [0, 2, 2, 4, 64, 66, 66, 68]
PYTHON_END

says 'McNemar p' compare m.safetensors data
says 'the model +6 +34 +320 +160 ' compare m.safetensors data
"$FIBERLOOM" compare m.safetensors data --json >c1.json
"$FIBERLOOM" compare m.safetensors data --json --threads 3 >c2.json
cmp c1.json c2.json || fail "the number of threads changes the comparison"
"$FIBERLOOM" eval m.safetensors data --json >e.json
"$PYTHON" - <<'PYTHON_END'
import json
comparison, evaluation = json.load(open("c1.json")), json.load(open("e.json"))
classifiers = {each["name"]: each for each in comparison["classifiers"]}
assert list(classifiers) == ["linear on x", "linear on |x|", "ridge on |FFT|", "the model"]
model = classifiers["the model"]
assert model["correct"] == evaluation["test"]["correct"] and model["interval_95"] == evaluation["test"]["interval_95"]
assert (model["embedding_numbers"], model["classifier_numbers"]) == (2 * 3, 2 * 17), model
assert model["bytes_float64"] == 8 * 40 and model["bytes_float32"] == 4 * 40
assert classifiers["linear on x"]["classifier_numbers"] == 2 * 33
assert classifiers["ridge on |FFT|"]["classifier_numbers"] == 2 * 18
assert all(classifiers[name]["penalty"] > 0 for name in list(classifiers)[:3])
against = comparison["against_best_baseline"]
best = max(list(classifiers.values())[:3], key=lambda each: each["correct"])
assert against["baseline"] == best["name"]
assert abs(against["difference"] - (model["test_accuracy"] - best["test_accuracy"])) < 1e-12
PYTHON_END

says '^  beta2 \(group-velocity dispersion\) = .* samples.+: normal dispersion' interpret m.safetensors
says 'beta2 .*\(\+[0-9.]+ ps.+\)' interpret m.safetensors --sample-rate 46GHz --report i.html
"$FIBERLOOM" interpret m.safetensors --json >i1.json --threads 1
"$FIBERLOOM" interpret m.safetensors --json >i2.json --threads 3
cmp i1.json i2.json || fail "the number of threads changes the interpretation"
"$FIBERLOOM" interpret v.safetensors --json --report v.html >iv.json
"$PYTHON" - <<'PYTHON_END'
import json
reading, potential = json.load(open("i1.json")), json.load(open("iv.json"))
total = 0
for layer in reading["layers"]:
    numbers = {number["name"]: number for number in layer["numbers"]}
    b = numbers["beta2"]["values"][0]
    total += b
    assert abs(layer["weak_light"]["dispersion"] - b) < 1e-6
    assert abs(layer["weak_light"]["noise_gain"]["mean"] - 1) < 1e-9  # lossless
    assert layer["random_light"]["noise_gain"]["mean"] > 1
    assert numbers["gamma"]["words"] and numbers["gamma"]["unit"]
assert abs(reading["cascade"]["weak_light"]["dispersion"] - total) < 1e-6
assert abs(reading["canonical"]["total_dispersion"] - total) < 1e-9
assert [number["name"] for number in potential["layers"][0]["numbers"]] == ["alpha", "beta2", "gamma", "potential"]
PYTHON_END
for page in a.html i.html v.html; do
  grep -q '</html>' $page && grep -q '<svg' $page || fail "$page is no page with plots"
  ! grep -Eq 'src="http|href="http|NaN|>nan' $page || fail "$page loads something, or shows what is no number"
done
