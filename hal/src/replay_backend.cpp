#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/hal/replay_backend.hpp>
#include <set>
#include <span>
#include <utility>

namespace fiberloom::hal {
namespace {

namespace units = core::units;

using Samples = std::span<const std::complex<double>>;

std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }

bool are_same(double a, double b) { return bits(a) == bits(b); }

bool are_same(const std::vector<StageSetting>& a, const std::vector<StageSetting>& b) {
  return std::ranges::equal(a, b, [](const StageSetting& one, const StageSetting& other) {
    return are_same(one.dispersion.in(units::s2), other.dispersion.in(units::s2)) &&
           are_same(one.launch_power.in(units::w), other.launch_power.in(units::w));
  });
}

bool are_same(Samples a, Samples b) {
  return std::ranges::equal(a, b, [](std::complex<double> one, std::complex<double> other) {
    return are_same(one.real(), other.real()) && are_same(one.imag(), other.imag());
  });
}

// FNV-1a over 64-bit words: frames that differ rarely share a number; equality is looked at besides.
class Hash {
 public:
  void add(std::uint64_t word) { hash_ = (hash_ ^ word) * 0x100000001b3ULL; }
  void add(double value) { add(bits(value)); }
  [[nodiscard]] std::uint64_t value() const { return hash_ ^ (hash_ >> 32U); }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

// A request and a recorded run have the members that this needs under the same names.
template <class Asked>
std::int64_t first_shot_of(const Asked& asked, std::size_t row) {
  return asked.first_shot + static_cast<std::int64_t>(row * asked.averages);
}

template <class Asked>
std::uint64_t hash_of(const Asked& asked, std::size_t row) {
  Hash hash;
  for (const StageSetting& stage : asked.stages) {
    hash.add(stage.dispersion.in(units::s2));
    hash.add(stage.launch_power.in(units::w));
  }
  hash.add(static_cast<std::uint64_t>(asked.averages));
  hash.add(static_cast<std::uint64_t>(first_shot_of(asked, row)));
  for (const std::complex<double>& value : Samples(asked.waveform.row(row))) {
    hash.add(value.real());
    hash.add(value.imag());
  }
  return hash.value();
}

// The first of them in order, so that the line stays one.
template <class Number>
std::string told(const std::set<Number>& numbers) {
  constexpr std::size_t most = 5;
  std::string text;
  std::size_t count = 0;
  for (const Number number : numbers) {
    if (count == most) {
      return text + fmt::format(" and {} more", numbers.size() - most);
    }
    text += (count++ == 0 ? "" : ", ") + std::to_string(number);
  }
  return text;
}

void check_deadline(const RunRequest& request) {
  if (std::chrono::steady_clock::now() >= request.deadline) {
    throw core::InstrumentError(
        "instrument.timeout", "replay: the deadline passed before the run; allow more time for it");
  }
}

// What the recorded runs that take part in an answer have in common with it.
void add_runs(RunResult& result, const std::vector<RecordedRun>& runs,
              const std::set<std::size_t>& taking_part) {
  for (const std::size_t run : taking_part) {
    const RunResult& recorded = runs[run].result;
    result.times.configure += recorded.times.configure;
    result.times.acquire += recorded.times.acquire;
    result.times.total += recorded.times.total;
    for (const std::string& id : recorded.calibration_ids) {
      if (std::ranges::find(result.calibration_ids, id) == result.calibration_ids.end()) {
        result.calibration_ids.push_back(id);
      }
    }
  }
}

}  // namespace

ReplayBackend::ReplayBackend(Recording recording)
    : Backend(recording.manifest.limits), runs_(std::move(recording.runs)) {
  for (std::size_t run = 0; run < runs_.size(); ++run) {
    check_complete(runs_[run]);
    for (std::size_t row = 0; row < runs_[run].waveform.batch(); ++row) {
      frames_.emplace(hash_of(runs_[run], row), Frame{.run = run, .row = row});
    }
  }
}

bool ReplayBackend::is_frame(const Frame& frame, const RunRequest& request, std::size_t row) const {
  const RecordedRun& run = runs_[frame.run];
  return run.averages == request.averages &&
         first_shot_of(run, frame.row) == first_shot_of(request, row) &&
         are_same(run.stages, request.stages) &&
         are_same(run.waveform.row(frame.row), request.waveform.row(row));
}

const ReplayBackend::Frame* ReplayBackend::find(const RunRequest& request, std::size_t row) const {
  const Frame* found = nullptr;
  const auto [begin, end] = frames_.equal_range(hash_of(request, row));
  for (auto candidate = begin; candidate != end; ++candidate) {
    const Frame& frame = candidate->second;
    const bool is_earlier =
        found == nullptr || std::pair(frame.run, frame.row) < std::pair(found->run, found->row);
    if (is_earlier && is_frame(frame, request, row)) {
      found = &frame;
    }
  }
  return found;
}

// The first thing that no recorded frame shares, of settings, samples, averages and shot in this order.
void ReplayBackend::refuse(const RunRequest& request, std::size_t row) const {
  bool has_settings = false;
  bool has_waveform = false;
  std::set<std::size_t> averages;
  std::set<std::int64_t> shots;
  for (const RecordedRun& run : runs_) {
    if (!are_same(run.stages, request.stages)) {
      continue;
    }
    has_settings = true;
    for (std::size_t i = 0; i < run.waveform.batch(); ++i) {
      if (are_same(run.waveform.row(i), request.waveform.row(row))) {
        has_waveform = true;
        averages.insert(run.averages);
        if (run.averages == request.averages) {
          shots.insert(first_shot_of(run, i));
        }
      }
    }
  }
  std::string reason = "its settings were never recorded";
  if (!shots.empty()) {
    reason = fmt::format("it was recorded with another first shot than {}: {}",
                         first_shot_of(request, row), told(shots));
  } else if (has_waveform) {
    reason = fmt::format("it was recorded with other averages than {}: {}", request.averages,
                         told(averages));
  } else if (has_settings) {
    reason = "with these settings its waveform was never recorded";
  }
  throw core::InputError(
      "replay.not_recorded",
      fmt::format("replay: frame {}: {}; ask for what was recorded, or record it", row, reason));
}

RunResult ReplayBackend::run_checked(const RunRequest& request) {
  check_deadline(request);
  const std::size_t frames = request.waveform.batch();
  RunResult result;
  result.trace = core::RealBatch<double>(frames, request.waveform.samples());
  std::set<std::size_t> taking_part;
  for (std::size_t i = 0; i < frames; ++i) {
    const Frame* frame = find(request, i);
    if (frame == nullptr) {
      refuse(request, i);
    }
    const RunResult& recorded = runs_[frame->run].result;
    std::ranges::copy(recorded.trace.row(frame->row), result.trace.row(i).begin());
    result.quality.push_back(recorded.quality[frame->row]);
    if (i == 0) {
      result.applied = recorded.applied;
    }
    taking_part.insert(frame->run);
  }
  add_runs(result, runs_, taking_part);
  result.optical_passes = static_cast<std::int64_t>(frames * request.averages);
  return result;
}

}  // namespace fiberloom::hal
