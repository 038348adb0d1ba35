# Sourced by the tests of the command line. Each test works in a folder of its own, which is empty at the start.
set -euo pipefail
: "${FIBERLOOM:?the program under test}" "${FIBERLOOM_SOURCE_DIR:?the source tree}"
PYTHON=${PYTHON:-python3}
cases=$FIBERLOOM_SOURCE_DIR/tests/reference/cases
data=$FIBERLOOM_SOURCE_DIR/apps/demo/data

if [ "$PWD" = "$FIBERLOOM_SOURCE_DIR" ] || [ -n "$(ls -A)" ]; then  # started by hand
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  cd "$scratch"
fi

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

# refuses CODE WORDS ARGUMENTS...: the program ends with CODE and says one line on standard error that matches WORDS.
refuses() {
  local code=$1 words=$2 got=0
  shift 2
  "$FIBERLOOM" "$@" >refused.out 2>refused.err || got=$?
  [ "$got" -eq "$code" ] || fail "exit code $got instead of $code: fiberloom $*: $(cat refused.err)"
  [ "$(wc -l <refused.err)" -eq 1 ] || fail "not one line: fiberloom $*: $(cat refused.err)"
  grep -Eq "^fiberloom: .*($words)" refused.err || fail "does not say '$words': $(cat refused.err)"
  rm -f refused.out refused.err
}

# says WORDS ARGUMENTS...: the program succeeds and prints a line that matches WORDS.
says() {
  local words=$1
  shift
  "$FIBERLOOM" "$@" >said.out || fail "exit code $?: fiberloom $*"
  grep -Eq -- "$words" said.out || fail "does not print '$words': fiberloom $*: $(cat said.out)"
  rm -f said.out
}

# A small data set: two classes of noisy waves, 40 + 20 records of 32 samples.
small_data() {
  "$PYTHON" - "$1" <<'PYTHON_END'
import math, os, random, struct, sys

def write_npy(path, descr, shape, payload):
    header = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (descr, shape)
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + payload)

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
draw = random.Random(3)
for split, count in (("train", 40), ("test", 20)):
    values, labels = [], []
    for i in range(count):
        label = i % 2
        values += [math.cos(2 * math.pi * (2 + label) * j / 32) + draw.gauss(0, 0.5) for j in range(32)]
        labels.append(label)
    write_npy(f"{folder}/X_{split}.npy", "<f8", (count, 32), struct.pack(f"<{len(values)}d", *values))
    write_npy(f"{folder}/y_{split}.npy", "<i8", (count,), struct.pack(f"<{count}q", *labels))
PYTHON_END
}

# A recipe for it. small_recipe FILE [EPOCHS]
small_recipe() {
  cat >"$1" <<RECIPE_END
{"schema": "fiberloom.recipe/1", "name": "small", "samples": 32, "oversampling": 2,
 "encoding": {"scale": "zscore", "offset": 0.5, "normalise_power": true},
 "readout": {"detect": "intensity", "pool": 4},
 "layers": {"alpha": [0, 0], "beta2": [1.5, 2.0], "gamma": [0.4, 0.2]},
 "bounds": {"gamma": {"minimum": 0, "maximum": 1}},
 "training": {"epochs": ${2:-6}, "classifier_only_epochs": 1, "batch_size": 8, "weight_decay": 0.01,
              "rates": {"classifier": 0.05, "beta2": 0.06, "gamma": 0.02}}}
RECIPE_END
}
