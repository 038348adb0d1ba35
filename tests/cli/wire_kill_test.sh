#!/usr/bin/env bash
# A client that is killed leaves the light on; the watchdog of the bench takes it away in time, and the next client goes on.
set -euo pipefail
. "$FIBERLOOM_SOURCE_DIR/tests/cli/support.sh"
small_data data
small_recipe r.json 2
"$FIBERLOOM" train data --recipe r.json -o m.safetensors -q >/dev/null
"$FIBERLOOM" map m.safetensors --rig lab -o plan.json -q >/dev/null
"$PYTHON" - <<'PYTHON_END'
import json, os, random, re, signal, socket, subprocess, sys, time

program = os.environ["FIBERLOOM"]
timeout_s, kills, seed = 1.0, 50, 11
print("seed", seed)
draw = random.Random(seed)
bench = subprocess.Popen([program, "virtual-bench", "lab", "--plan", "plan.json", "-o", "served.json", "--clock-rate", "1000",
                          "--watchdog", str(timeout_s)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
try:
    control = None
    for line in bench.stdout:
        if match := re.search(r"\(control\)\s+tcp://127\.0\.0\.1:(\d+)", line):
            control = int(match.group(1))
        if "has these addresses" in line:
            break
    assert control, "no control channel"
    wire = socket.create_connection(("127.0.0.1", control)).makefile("rw", newline="\n")

    def is_lit():
        wire.write("LIGHT?\n")
        wire.flush()
        return wire.readline().strip() == "1"

    def run(arguments, **more):
        return subprocess.Popen([program, *arguments, "--rig", "served.json", "--backend", "wire", "-q"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **more)

    # Long enough to be killed anywhere in it.
    tuning = ["finetune", "plan.json", "data", "--no-calibration", "--method", "pat", "--batch-size", "8", "--epochs", "2000"]
    was_lit = 0
    for kill in range(kills):
        client = run([*tuning, "-o", f"tuned-{kill}"])
        time.sleep(draw.uniform(0.0, 1.2))
        was_lit += is_lit()
        assert client.poll() is None, client.stderr.read()
        client.send_signal(signal.SIGKILL)
        client.wait()
        killed = time.monotonic()
        while is_lit():
            dark_after_s = time.monotonic() - killed
            assert dark_after_s < timeout_s, f"kill {kill}: still lit after {dark_after_s:.3f} s"
            time.sleep(0.01)
        time.sleep(0.2)
        assert not is_lit(), f"kill {kill}: lit again"
    print(f"{was_lit} of {kills} kills in the light")
    assert was_lit > kills // 2, "hardly ever lit when killed"

    # The next client recovers.
    client = run(["run", "plan.json", "data", "-o", "after"])
    assert client.wait() == 0, client.stderr.read()
    assert not is_lit(), "light after the end of a run"
finally:
    bench.send_signal(signal.SIGTERM)
    bench.wait()
assert bench.returncode == 0, bench.returncode
PYTHON_END
