#pragma once

#include <fiberloom/drivers/instrument/instrument_line.hpp>
#include <fiberloom/drivers/instrument/message_speaker.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <memory>
#include <utility>

namespace fiberloom::drivers {

/// What the drivers of message-based instruments share: one line, which they ask who is there. `Role` is a role of hal.
///
/// A driver adds read_settings(), the writes of its role, and its dark state.
template <class Role>
class Driven : public Role, public MessageSpeaker {
 public:
  template <class Ranges>
  Driven(const hal::DriverRequest& request, const Ranges& ranges,
         std::unique_ptr<InstrumentLine> line)
      : Role(request.instrument.spec.name, request.bench, ranges), line_(std::move(line)) {}

  [[nodiscard]] hal::SelfTest self_test() override {
    const std::string answer = line_->query("*TST?");
    const bool has_passed = parse_number(answer) == 0.0;
    return {.has_passed = has_passed, .words = has_passed ? "" : "*TST? answers " + answer};
  }

  [[nodiscard]] std::string exchange(std::string_view message) override {
    return line_->exchange(message);
  }

 protected:
  [[nodiscard]] InstrumentLine& line() const noexcept { return *line_; }

  hal::Identity do_configure() override {
    hal::Identity identity = line_->identify();
    read_settings();
    return identity;
  }
  void do_make_safe() noexcept override {}

 private:
  /// Brings the instrument into the state that the driver counts on, and reads every setting back.
  virtual void read_settings() = 0;

  std::unique_ptr<InstrumentLine> line_;
};

}  // namespace fiberloom::drivers
