#include <fiberloom/drivers/wire/transport_error.hpp>
#include <fiberloom/drivers/wire/wire_fault.hpp>
#include <random>
#include <utility>

namespace fiberloom::drivers {
namespace {

std::string garbage_of(std::size_t size, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) {
    byte = static_cast<char>(engine() & 0xffU);
  }
  return bytes;
}

class FaultyStream final : public ByteStream {
 public:
  FaultyStream(std::unique_ptr<ByteStream> stream, FaultPlan& plan, SpoilEnd spoil_end)
      : stream_(std::move(stream)),
        plan_(plan),
        spoil_end_(std::move(spoil_end)),
        name_(stream_->name()) {}

  std::size_t read_some(std::span<char> buffer, const Until& until) override {
    return open_stream().read_some(buffer, until);
  }

  std::size_t available() override { return stream_ ? stream_->available() : 0; }

  void write_parts(std::span<const std::string_view> parts, const Until& until) override {
    const std::optional<WireFault> fault = plan_.next();
    if (!fault && held_back_.empty()) {
      open_stream().write_parts(parts, until);
      return;
    }
    std::string answer;
    for (const std::string_view part : parts) {
      answer += part;
    }
    if (fault) {
      spoil(answer, *fault, until);
    } else {
      open_stream().write(std::exchange(held_back_, {}) + answer, until);
    }
  }

  const std::string& name() const noexcept override { return name_; }

 private:
  ByteStream& open_stream() {
    if (!stream_) {
      throw closed_error(name_, "pretending to have hung up");
    }
    return *stream_;
  }

  void spoil(std::string& answer, const WireFault& fault, const Until& until) {
    ByteStream& stream = open_stream();
    switch (fault.kind) {
      case WireFaultKind::delay:
        pause(fault.delay, until.stop);
        stream.write(answer, until);
        return;
      case WireFaultKind::drop:
        return;
      case WireFaultKind::half_reply:
        stream.write(std::string_view(answer).substr(0, answer.size() / 2), until);
        return;
      case WireFaultKind::garbage:
        stream.write(garbage_of(answer.size(), fault.seed), until);
        return;
      case WireFaultKind::wrong_terminator:
        spoil_end_(answer);
        stream.write(answer, until);
        return;
      case WireFaultKind::closed_connection:
        stream_.reset();
        throw closed_error(name_, "pretending to hang up");
      case WireFaultKind::stale_reply:
        held_back_ = answer;
        return;
      case WireFaultKind::slow_loris:
        drip(answer, fault, until);
        return;
    }
  }

  void drip(const std::string& answer, const WireFault& fault, const Until& until) {
    for (const char byte : answer) {
      open_stream().write({&byte, 1}, until);
      pause(fault.delay, until.stop);
      if (until.stop.stop_requested()) {
        return;
      }
    }
  }

  std::unique_ptr<ByteStream> stream_;
  FaultPlan& plan_;
  SpoilEnd spoil_end_;
  std::string name_;
  std::string held_back_{};
};

}  // namespace

std::string_view name_of(WireFaultKind kind) noexcept {
  switch (kind) {
    case WireFaultKind::delay:
      return "delay";
    case WireFaultKind::drop:
      return "drop";
    case WireFaultKind::half_reply:
      return "half_reply";
    case WireFaultKind::garbage:
      return "garbage";
    case WireFaultKind::wrong_terminator:
      return "wrong_terminator";
    case WireFaultKind::closed_connection:
      return "closed_connection";
    case WireFaultKind::stale_reply:
      return "stale_reply";
    case WireFaultKind::slow_loris:
      return "slow_loris";
  }
  return "unknown";
}

void FaultPlan::arm(const WireFault& fault) {
  const std::scoped_lock lock(mutex_);
  armed_ = fault;
}

void FaultPlan::disarm() {
  const std::scoped_lock lock(mutex_);
  armed_.reset();
}

std::optional<WireFault> FaultPlan::next() {
  const std::scoped_lock lock(mutex_);
  if (!armed_) {
    return std::nullopt;
  }
  if (armed_->answers_before > 0) {
    --armed_->answers_before;
    return std::nullopt;
  }
  ++num_injected_;
  return std::exchange(armed_, std::nullopt);
}

int FaultPlan::num_injected() const {
  const std::scoped_lock lock(mutex_);
  return num_injected_;
}

void spoil_line_end(std::string& answer) {
  if (!answer.empty()) {
    answer.back() = '\r';
  }
}

StreamWrapper with_faults(FaultPlan& plan, SpoilEnd spoil_end) {
  return [&plan, spoil_end = std::move(spoil_end)](std::unique_ptr<ByteStream> stream) {
    return std::make_unique<FaultyStream>(std::move(stream), plan, spoil_end);
  };
}

}  // namespace fiberloom::drivers
