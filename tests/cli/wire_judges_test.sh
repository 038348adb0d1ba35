#!/usr/bin/env bash
# Programs that we did not write talk to the virtual bench: raw TCP and VXI-11, a power meter and an oscilloscope by the
# drivers of others. Each is skipped loudly where it is absent.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
"$PYTHON" - <<'PYTHON_END'
import json, os
rig = json.load(open(os.environ["FIBERLOOM_SOURCE_DIR"] + "/apps/rigs/lab.json"))
wanted = {"meter-1": ("thorlabs/pm100", "tcp://127.0.0.1"), "meter-2": ("keysight/n77xx", "vxi11://127.0.0.1"),
          "voa-1": ("keysight/n77xx", "tcp://127.0.0.1"), "scope-1": ("keysight/infiniium", "tcp://127.0.0.1")}
for instrument in rig["bench"]["instruments"]:
    if instrument["name"] in wanted:
        instrument["driver"], instrument["address"] = wanted[instrument["name"]]
json.dump(rig, open("judged.json", "w"))
PYTHON_END

missing() { printf 'NOT TESTED: %s is missing; apt-get install %s\n' "$1" "$2"; }
judge() { # judge: everything that talks, in a network where port 111 is free
  cat >judge.sh <<'JUDGE_END'
set -euo pipefail
ip link set lo up
"$FIBERLOOM" virtual-bench judged.json -o served.json --clock-rate 1000 --portmapper -q >bench.out 2>bench.err &
bench=$!
trap 'kill $bench 2>/dev/null || true' EXIT
for _ in $(seq 200); do [ -e served.json ] && break; sleep 0.05; done
[ -e served.json ] || { cat bench.err; exit 1; }
port() { sed -n "s|^$1 .*tcp://127.0.0.1:\([0-9]*\).*|\1|p" bench.out; }
if command -v lxi >/dev/null; then
  echo "lxi raw: $(lxi scpi -a 127.0.0.1 -r -p "$(port voa-1)" '*IDN?')"
  lxi scpi -a 127.0.0.1 -r -p "$(port voa-1)" ':BOGUS 1'
  echo "lxi error: $(lxi scpi -a 127.0.0.1 -r -p "$(port voa-1)" ':SYST:ERR?')"
  echo "lxi vxi11: $(lxi scpi -a 127.0.0.1 '*IDN?')"
  lxi scpi -a 127.0.0.1 ':SENS1:POW:WAV 1548.5NM'
  echo "lxi wavelength: $(lxi scpi -a 127.0.0.1 ':SENS1:POW:WAV?')"
fi
if /usr/bin/python3 -c 'import pyvisa, pyvisa_py' 2>/dev/null; then
  /usr/bin/python3 -B - "$(port voa-1)" <<'VISA_END'
import pyvisa, sys
manager = pyvisa.ResourceManager("@py")
for name, resource in (("raw", f"TCPIP::127.0.0.1::{sys.argv[1]}::SOCKET"), ("vxi11", "TCPIP::127.0.0.1::inst0::INSTR")):
    instrument = manager.open_resource(resource)
    instrument.timeout, instrument.read_termination, instrument.write_termination = 20000, "\n", "\n"
    print(f"pyvisa {name}:", instrument.query("*IDN?"))
    instrument.close()
VISA_END
fi
if /usr/bin/python3 -c 'import pymeasure' 2>/dev/null; then
  /usr/bin/python3 -B - "$(port meter-1)" "$(port scope-1)" <<'MEASURE_END'
import sys
from pymeasure.adapters import VISAAdapter
from pymeasure.instruments.thorlabs import ThorlabsPM100USB
from pymeasure.instruments.keysight import KeysightDSOX1102G
def adapter(port, end):
    return VISAAdapter(f"TCPIP::127.0.0.1::{port}::SOCKET", "@py", read_termination=end, write_termination="\n", timeout=20000)
meter = ThorlabsPM100USB(adapter(sys.argv[1], "\n"))
meter.wavelength = 1549
print("pymeasure meter:", meter.is_power, meter.wavelength, abs(meter.power) < 1e-9, meter.wavelength_min < 1500 < meter.wavelength_max)
scope = KeysightDSOX1102G(adapter(sys.argv[2], "\n"))
scope.acquisition_mode = "segmented"
preamble = scope.waveform_preamble
print("pymeasure scope:", scope.id.split(",")[0], scope.acquisition_mode, sorted(preamble) and preamble["yincrement"] > 0)
MEASURE_END
fi
kill -s TERM $bench
wait $bench
JUDGE_END
  unshare --map-root-user --net bash judge.sh >judged.out 2>judged.err
}

command -v lxi >/dev/null || missing lxi lxi-tools
/usr/bin/python3 -c 'import pyvisa, pyvisa_py' 2>/dev/null || missing pyvisa python3-pyvisa-py
/usr/bin/python3 -c 'import pymeasure' 2>/dev/null || missing pymeasure python3-pymeasure
if ! unshare --map-root-user --net true 2>/dev/null; then
  echo "NOT TESTED: this system gives no network of one's own"
  exit 0
fi
judge || fail "a judge failed: $(cat judged.out judged.err)"
heard() { grep -Eq -- "$1" judged.out || fail "not heard: $1: $(cat judged.out judged.err)"; }
if command -v lxi >/dev/null; then
  heard '^lxi raw: Keysight Technologies,N7764A,virtual-voa-1'
  heard '^lxi error: -113,"Undefined header;BOGUS"'
  heard '^lxi vxi11: Keysight Technologies,N7744A,virtual-meter-2'
  heard '^lxi wavelength: \+1\.54850000E-006'
fi
if /usr/bin/python3 -c 'import pyvisa, pyvisa_py' 2>/dev/null; then
  heard '^pyvisa raw: Keysight Technologies,N7764A,virtual-voa-1'
  heard '^pyvisa vxi11: Keysight Technologies,N7744A,virtual-meter-2'
fi
if /usr/bin/python3 -c 'import pymeasure' 2>/dev/null; then
  heard '^pymeasure meter: True 1549\.0 True True'
  heard '^pymeasure scope: KEYSIGHT TECHNOLOGIES segmented True'
fi
