#!/usr/bin/env bash
# Measured transform plans are kept in the cache folder, used again, and never needed.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
export XDG_CACHE_HOME=$PWD/cache

cat >spec.json <<'SPEC_END'
{"schema": "fiberloom.fiber/1", "grid": {"samples": 90, "time_step_ps": 0.2}, "length_m": 1,
 "beta2_ps2_per_m": -1, "gamma_per_w_m": 1}
SPEC_END
"$PYTHON" - <<'PYTHON_END'
import math, struct
header = "{'descr': '<c16', 'fortran_order': False, 'shape': (90,), }"
header += " " * (-(len(header) + 11) % 64) + "\n"
values = [x for j in range(90) for x in (1 / math.cosh((j - 45) * 0.2), 0.0)]
with open("in.npy", "wb") as file:
    file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + struct.pack("<180d", *values))
PYTHON_END
# propagate FILE: remarks but the one about the file are left in `notes`.
propagate() {
  "$FIBERLOOM" fiber spec.json --input in.npy --output "$1" >/dev/null 2>remarks
  grep -v '^wrote ' remarks >notes || true
}

propagate estimated.npy
[ ! -e cache ] || fail "a run made the cache folder"
[ ! -s notes ] || fail "a missing file is worth a note: $(cat notes)"

says 'double\.wisdom$' plan-transforms --samples 90 360
[ "$(find cache/fiberloom -type f | wc -l)" -eq 2 ] || fail "not one file for each precision: $(ls cache/fiberloom)"
head -c 6 cache/fiberloom/*.double.wisdom | grep -q '^(fftw-' || fail "not FFTW's wisdom"
before=$(cat cache/fiberloom/*.double.wisdom)
"$FIBERLOOM" plan-transforms --samples 77 --quiet >/dev/null
[ "$(wc -l <cache/fiberloom/*.double.wisdom)" -gt "$(wc -l <<<"$before")" ] || fail "what was known is lost"

propagate measured.npy
[ ! -s notes ] || fail "says: $(cat notes)"
propagate again.npy
cmp measured.npy again.npy || fail "a run does not repeat"
"$PYTHON" - <<'PYTHON_END' || fail "plans change more than rounding"
import struct
a, b = (struct.unpack("<180d", open(name, "rb").read()[-1440:]) for name in ("estimated.npy", "measured.npy"))
assert max(abs(x - y) for x, y in zip(a, b)) < 1e-13
PYTHON_END

for file in cache/fiberloom/*.double.wisdom; do
  printf '(fftw-3.3.10 broken' >"$file"
done
propagate damaged.npy
cmp damaged.npy estimated.npy || fail "a damaged file changes results"
[ "$(grep -c 'damaged' notes)" -eq 1 ] && [ "$(wc -l <notes)" -eq 1 ] || fail "not one note: $(cat notes)"
"$FIBERLOOM" fiber spec.json --input in.npy --output quiet.npy --quiet >/dev/null 2>notes
[ ! -s notes ] || fail "--quiet says: $(cat notes)"
"$FIBERLOOM" plan-transforms --samples 90 --quiet >/dev/null
propagate mended.npy
[ ! -s notes ] || fail "not mended: $(cat notes)"

refuses 2 'samples' plan-transforms
refuses 2 'samples' plan-transforms --samples 0
touch file
XDG_CACHE_HOME=$PWD/file refuses 2 'file' plan-transforms --samples 8
XDG_CACHE_HOME='' HOME='' refuses 2 'XDG_CACHE_HOME' plan-transforms --samples 8
