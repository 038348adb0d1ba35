#!/usr/bin/env bash
# What the reference cases leave open: one record, 32-bit fields, oversampling, guard, threads.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
case=$cases/model_forward.m6_n64_complex_zeros
for threads in 1 2 5; do
  "$FIBERLOOM" propagate "$case/model.safetensors" --input "$case/input.npy" --output y$threads.npy --threads $threads -q
done
cmp y1.npy y2.npy && cmp y1.npy y5.npy || fail "the number of threads changes the fields"
"$FIBERLOOM" propagate "$case/model.safetensors" --input "$case/input.npy" --output f.npy --precision float -q

cat >check.py <<'PYTHON_END'
import ast, json, struct, sys

def read(path):
    bytes_ = open(path, "rb").read()
    length = struct.unpack("<H", bytes_[8:10])[0]
    header = ast.literal_eval(bytes_[10:10 + length].decode())
    count = 1
    for extent in header["shape"]:
        count *= extent
    kind = 2 if header["descr"] == "<c16" else 1
    return header, struct.unpack(f"<{kind * count}d", bytes_[10 + length:])

def write_model(path, source, change):
    whole = open(source, "rb").read()
    length = struct.unpack("<Q", whole[:8])[0]
    header = json.loads(whole[8:8 + length])
    document = json.loads(header["__metadata__"]["fiberloom"])
    change(document)
    header["__metadata__"]["fiberloom"] = json.dumps(document)
    text = json.dumps(header).encode()
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + whole[8 + length:])
PYTHON_END
"$PYTHON" - "$case" <<'PYTHON_END'
import struct, sys
from check import *

header, double = read("y1.npy")
_, single = read("f.npy")
error = (sum((a - b) ** 2 for a, b in zip(double, single)) / sum(a * a for a in double)) ** 0.5
assert header["descr"] == "<c16" and 1e-9 < error < 1e-4, error

write_model("k3.safetensors", sys.argv[1] + "/model.safetensors",
            lambda m: m.update(oversampling=3, guard=[5, 7]))
header, values = read(sys.argv[1] + "/input.npy")
row = struct.pack("<128d", *values[:128])
text = "{'descr': '<c16', 'fortran_order': False, 'shape': (64,), }"
text += " " * (-(len(text) + 11) % 64) + "\n"
open("one.npy", "wb").write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + row)
PYTHON_END
"$FIBERLOOM" propagate "$case/model.safetensors" --input one.npy --output one_y.npy -q
"$FIBERLOOM" propagate k3.safetensors --input "$case/input.npy" --output k3.npy -q
"$PYTHON" - <<'PYTHON_END'
from check import *
header, one = read("one_y.npy")
assert header["shape"] == (1, 64) and one == read("y1.npy")[1][:128]
header, _ = read("k3.npy")
assert header["shape"] == (read("y1.npy")[0]["shape"][0], 192), header
PYTHON_END
