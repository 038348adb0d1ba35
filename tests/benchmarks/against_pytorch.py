#!/usr/bin/env python3
"""Times one network in PyTorch and in fiberloom, turn about, and prints the ratios.

Needs Debian's python3-torch and the benchmark program (./dev bench builds it):

    tests/benchmarks/against_pytorch.py build/bench/tests/fiberloom_bench

The network: 1024 samples, 64 records, 32 layers; layer = FFT, dispersion and loss, inverse FFT, Kerr phase. PyTorch gets
its fastest way of writing the Kerr phase (torch.polar) and one thread, like fiberloom.
"""
import argparse
import json
import statistics
import subprocess
import sys
import time

SAMPLES, BATCH, LAYERS = 1024, 64, 32


def torch_network(torch, precision):
    real = torch.float32 if precision == "float" else torch.float64
    torch.manual_seed(1)
    w = 2 * torch.pi * torch.fft.fftfreq(SAMPLES, dtype=real)
    alpha = (0.01 * torch.randn(LAYERS, dtype=real)).requires_grad_()
    beta2 = torch.randn(LAYERS, dtype=real).requires_grad_()
    gamma = (0.1 * torch.randn(LAYERS, dtype=real)).requires_grad_()
    field = torch.randn(BATCH, SAMPLES, dtype=real) + 0j
    one = torch.ones((), dtype=real)

    def forward():
        light = field
        for m in range(LAYERS):
            transfer = torch.polar(torch.exp(-alpha[m] / 2) * one.expand(SAMPLES), beta2[m] / 2 * w * w)
            light = torch.fft.ifft(torch.fft.fft(light) * transfer)
            power = light.real ** 2 + light.imag ** 2
            light = light * torch.polar(one.expand_as(power), gamma[m] * power)
        return light

    def run_forward():
        with torch.no_grad():
            forward()

    def run_gradient():
        light = forward()
        (0.5 * (light.real ** 2 + light.imag ** 2).sum()).backward()
        for each in (alpha, beta2, gamma):
            each.grad = None

    return {"forward": run_forward, "gradient": run_gradient}


def fiberloom_seconds(program, what, precision):
    name = f"{what}/{precision}/samples:{SAMPLES}/batch:{BATCH}/layers:{LAYERS}/workers:1/real_time"
    text = subprocess.run(
        [program, f"--benchmark_filter=^{name}$", "--benchmark_min_time=0.3", "--benchmark_out_format=json",
         "--benchmark_out=/dev/stderr"], check=True, capture_output=True, text=True).stderr
    runs = json.loads(text[text.index("{"):])["benchmarks"]
    if not runs:
        sys.exit(f"{program} has no benchmark {name}")
    return runs[0]["real_time"] * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}[runs[0]["time_unit"]]


def torch_seconds(run):
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="fiberloom_bench")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    try:
        import torch
    except ImportError:
        print("PyTorch is not installed (apt install python3-torch): nothing to compare with")
        return
    torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}; {SAMPLES} samples, {BATCH} records, {LAYERS} layers, one thread; medians of "
          f"{arguments.rounds} rounds, turn about")
    for precision in ("float", "double"):
        for what, run in torch_network(torch, precision).items():
            run()
            ours, theirs = [], []
            for _ in range(arguments.rounds):
                ours.append(fiberloom_seconds(arguments.program, what, precision))
                theirs.append(torch_seconds(run))
            a, b = statistics.median(ours), statistics.median(theirs)
            print(f"{precision:6} {what:8}  fiberloom {1e3 * a:8.2f} ms   PyTorch {1e3 * b:8.2f} ms   ratio {b / a:5.1f}")


if __name__ == "__main__":
    main()
