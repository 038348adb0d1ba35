// Thirty instruments asked ten times a second, each on a wire of its own: which share of one core that takes. "client" is the
// thread that asks, at most 0.15 wanted; "both" counts the thirty servers in the same process too.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <chrono>
#include <fiberloom/drivers/scpi/scpi_client.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "tcp_instrument.hpp"

namespace fiberloom::bench {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

double processor_seconds(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Polled {
  test::TcpInstrument instrument{};
  std::unique_ptr<drivers::StreamTransport> wire = instrument.connect();
  drivers::ScpiClient client{*wire};
};

void poll_thirty_at_ten_hertz(benchmark::State& state) {
  constexpr int num_instruments = 30;
  constexpr int num_rounds = 50;
  std::vector<std::unique_ptr<Polled>> bench;
  for (int i = 0; i < num_instruments; ++i) {
    bench.push_back(std::make_unique<Polled>());
    benchmark::DoNotOptimize(bench.back()->client.query_number("POW?", drivers::Until::within(5s)));
  }
  double client_s = 0.0;
  double both_s = 0.0;
  double passed_s = 0.0;
  for (auto _ : state) {
    const auto start = Clock::now();
    const double client_before_s = processor_seconds(RUSAGE_THREAD);
    const double both_before_s = processor_seconds(RUSAGE_SELF);
    for (int round = 1; round <= num_rounds; ++round) {
      for (const std::unique_ptr<Polled>& polled : bench) {
        benchmark::DoNotOptimize(
            polled->client.query_number("POW?", drivers::Until::within(100ms)));
      }
      std::this_thread::sleep_until(start + round * 100ms);
    }
    client_s += processor_seconds(RUSAGE_THREAD) - client_before_s;
    both_s += processor_seconds(RUSAGE_SELF) - both_before_s;
    passed_s += std::chrono::duration<double>(Clock::now() - start).count();
  }
  state.counters["client"] = client_s / passed_s;
  state.counters["both"] = both_s / passed_s;
}

BENCHMARK(poll_thirty_at_ten_hertz)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fiberloom::bench
