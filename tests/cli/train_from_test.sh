#!/usr/bin/env bash
# Training on from a model: what cannot be built on a rig is retrained so that it can, and a stopped run goes on.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 6
"$FIBERLOOM" train data --recipe r.json -o base.safetensors -q >/dev/null

# edited OUT JSON: base.safetensors with other layers
edited() {
  "$PYTHON" - "$1" "$2" <<'PYTHON_END'
import json, struct, sys
raw = open("base.safetensors", "rb").read()
size = struct.unpack("<Q", raw[:8])[0]
header, body = json.loads(raw[8:8 + size]), raw[8 + size:]
tensors = {name: (entry["dtype"], entry["shape"], body[slice(*entry["data_offsets"])])
           for name, entry in header.items() if name != "__metadata__"}
for name, values in json.loads(sys.argv[2]).items():
    tensors[name] = ("F64", [len(values)], struct.pack(f"<{len(values)}d", *values))
out, data = {"__metadata__": header["__metadata__"]}, b""
for name, (dtype, shape, payload) in tensors.items():
    out[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(payload)]}
    data += payload
text = json.dumps(out).encode()
text += b" " * (-len(text) % 8)
open(sys.argv[1], "wb").write(struct.pack("<Q", len(text)) + text + data)
PYTHON_END
}

# retrained NAME WORDS: NAME.safetensors cannot be built; trained on by the command of the report it can
retrained() {
  local code=0
  "$FIBERLOOM" map "$1.safetensors" --rig spec -o "$1.json" >/dev/null || code=$?
  [ "$code" -eq 3 ] || fail "$1 should not be feasible: exit code $code"
  "$FIBERLOOM" train data --from "$1.safetensors" --rig spec -o retrained.safetensors >out 2>remarks || fail "$1: $(cat remarks)"
  [ "$(grep -c 'begins as the nearest that rig spec can build' remarks)" -eq 1 ] || fail "$1: no remark, or several: $(cat remarks)"
  grep -q "$2" remarks || fail "$1: does not say '$2': $(cat remarks)"
  "$FIBERLOOM" map retrained.safetensors --rig spec -o retrained.json >map.out || fail "$1, retrained: $(cat map.out)"
  "$FIBERLOOM" run retrained.json data --rig spec --bench 3 -q >/dev/null || fail "$1, retrained, does not run"
}

# The first dispersion and a last phase that nobody sees could be left to the computer: what is in the way is elsewhere.
edited mixed.safetensors '{"alpha": [0,0,0], "beta2": [1,1,1], "gamma": [0.6, -0.4, 0.2]}'
retrained mixed 'layer 2: gamma -0.4 to 0'
edited wide.safetensors '{"beta2": [1.5, 1000]}'
retrained wide 'layer 2: beta2 1000 to '
edited strong.safetensors '{"gamma": [25, 0.3]}'
retrained strong 'layer 1: gamma 25 to '
edited six.safetensors '{"alpha": [0,0,0.2,0,0,0], "beta2": [1,1,1,1,1,1], "gamma": [0.2,0.3,0,0.3,0.2,0.3]}'
retrained six '6 layers joined to 4'

# Without a rig nothing is moved, and it begins where the model ended.
"$FIBERLOOM" train data --from wide.safetensors -o free.safetensors --epochs 1 --learning-curve c.json -q >/dev/null
"$PYTHON" -c '
import json
start = json.load(open("c.json"))["runs"][0]["epochs"][0]["parameters"]
assert abs(start[3] - 1000) < 100, start'

# A recipe beside the model gives the options of training alone.
"$FIBERLOOM" train data --from base.safetensors --recipe r.json --epochs 3 -o both.safetensors --json >both.json 2>remarks
"$PYTHON" - <<'PYTHON_END'
import json
run = json.load(open("both.json"))["runs"][0]
assert run["epochs"] == 3, run
PYTHON_END

# Identity: the model that a run began from is part of it.
begun=(train data --from mixed.safetensors --rig spec --method adam --readout gradient --epochs 150 -q)
"$FIBERLOOM" "${begun[@]}" -o whole.safetensors >/dev/null
"$PYTHON" - "$FIBERLOOM" "${begun[@]}" -o part.safetensors <<'PYTHON_END'
import os, signal, subprocess, sys, time
run = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
while not os.path.exists("part.safetensors.checkpoint") and run.poll() is None:
    time.sleep(0.005)
run.send_signal(signal.SIGINT)
assert run.wait() == 130, run.returncode
PYTHON_END
refuses 2 'from another model' train data --from strong.safetensors --method adam --readout gradient --epochs 150 -q -o part.safetensors --resume
"$FIBERLOOM" train data -o part.safetensors --resume -q >/dev/null
cmp whole.safetensors part.safetensors || fail "the resumed model differs"

refuses 2 'none.safetensors' train data --from none.safetensors -o x.safetensors
refuses 2 '--from' train data -o x.safetensors
