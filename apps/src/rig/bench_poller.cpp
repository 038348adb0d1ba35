#include "rig/bench_poller.hpp"

#include <algorithm>

#include "rig/take_over.hpp"

namespace fiberloom::app {

BenchPoller::BenchPoller(const hal::Bench& bench) : bench_(bench) {
  for (const std::unique_ptr<hal::Instrument>& instrument : bench.instruments()) {
    views_.push_back(view_of(bench, *instrument));
  }
  seen_in_.resize(views_.size());
  for (const std::vector<std::size_t>& places : wires_of(bench)) {
    threads_.emplace_back([this, places](const std::stop_token& stop) { poll(places, stop); });
  }
}

// All are told before any is waited for.
BenchPoller::~BenchPoller() {
  std::ranges::for_each(threads_, [](std::jthread& thread) { thread.request_stop(); });
}

void BenchPoller::poll(const std::vector<std::size_t>& places, const std::stop_token& stop) {
  for (std::size_t round = 0;;) {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [&] { return round_ > round; })) {
        return;
      }
      round = round_;
    }
    for (const std::size_t place : places) {
      if (stop.stop_requested()) {
        return;
      }
      InstrumentView view = read(*bench_.instruments()[place]);
      const std::scoped_lock lock(mutex_);
      views_[place] = std::move(view);
      seen_in_[place] = round;
    }
    changed_.notify_all();
  }
}

InstrumentView BenchPoller::read(hal::Instrument& instrument) const {
  std::vector<hal::Reading> readings;
  std::exception_ptr trouble;
  try {
    configure_if_needed(instrument);
    readings = instrument.readings();
  } catch (...) {
    trouble = std::current_exception();
  }
  InstrumentView view = view_of(bench_, instrument);
  view.readings = std::move(readings);
  if (trouble) {
    add_trouble(view, trouble);
  }
  return view;
}

std::vector<InstrumentView> BenchPoller::next_round(std::chrono::nanoseconds patience) {
  std::unique_lock lock(mutex_);
  ++round_;
  changed_.notify_all();
  changed_.wait_for(lock, patience, [this] {
    return std::ranges::all_of(seen_in_, [this](std::size_t seen) { return seen == round_; });
  });
  std::vector<InstrumentView> views = views_;
  for (std::size_t place = 0; place < views.size(); ++place) {
    if (seen_in_[place] != round_ && views[place].trouble.empty()) {
      views[place].code = "instrument.slow";
      views[place].trouble = "has not answered yet";
    }
  }
  return views;
}

}  // namespace fiberloom::app
