#pragma once

#include <gtest/gtest.h>

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "driver_stand.hpp"
#include "fake_instruments.hpp"

namespace fiberloom::test {

/// A configured instrument of one role, which one dialect is to stand in front of. `Fake` is made from a name, its access
/// to a bench, and a log.
template <class Fake>
class DialectStand {
 public:
  DialectStand() { instrument.configure(); }

  [[nodiscard]] drivers::DialectRequest request(std::string options = {}) {
    return {.instrument = instrument,
            .light = {.is_on = [this] { return is_lit; }, .set = [this](bool on) { is_lit = on; }},
            .serial_number = "7",
            .options = std::move(options)};
  }
  [[nodiscard]] double applied(std::string_view key) const {
    return instrument.setting(key).applied().value();
  }

 private:
  OpenGuard guard_{};
  FakeClock clock_{};
  hal::EventQueue events_{};

 public:
  Fake instrument{"fake", {.guard = &guard_, .clock = &clock_, .events = &events_}, new_log()};
  bool is_lit = false;
};

/// A command that has no answer.
inline void tell(const drivers::Dialect& dialect, std::string_view command) {
  EXPECT_EQ(dialect.device->ask(command), "") << command;
}

}  // namespace fiberloom::test
