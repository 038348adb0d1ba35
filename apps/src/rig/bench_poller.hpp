#pragma once

#include <chrono>
#include <condition_variable>
#include <fiberloom/hal/bench.hpp>
#include <mutex>
#include <thread>
#include <vector>

#include "rig/instrument_view.hpp"

namespace fiberloom::app {

/// Reads every instrument of a bench again and again, each wire in a thread of its own: one that does not answer is
/// told of in its place, and keeps nobody waiting but who shares its wire. What could not be opened is tried again.
///
/// Throws:  nothing of the instruments: it stands in their views.
/// Threads: one; while this lives nobody else speaks to the instruments.
class BenchPoller {
 public:
  explicit BenchPoller(const hal::Bench& bench);
  ~BenchPoller();
  BenchPoller(const BenchPoller&) = delete;
  BenchPoller& operator=(const BenchPoller&) = delete;

  /// One more round, for which nobody is waited longer than that. Who has not answered by then is shown as last seen,
  /// with the code "instrument.slow".
  [[nodiscard]] std::vector<InstrumentView> next_round(std::chrono::nanoseconds patience);

 private:
  void poll(const std::vector<std::size_t>& places, const std::stop_token& stop);
  [[nodiscard]] InstrumentView read(hal::Instrument& instrument) const;

  const hal::Bench& bench_;
  std::mutex mutex_{};
  std::condition_variable_any changed_{};
  std::size_t round_ = 0;  // that is asked for
  std::vector<InstrumentView> views_{};
  std::vector<std::size_t> seen_in_{};  // the round that each view is from
  std::vector<std::jthread> threads_{};
};

}  // namespace fiberloom::app
