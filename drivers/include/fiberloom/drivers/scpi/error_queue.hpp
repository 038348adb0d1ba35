#pragma once

#include <cstddef>
#include <deque>
#include <fiberloom/drivers/scpi/error.hpp>

namespace fiberloom::drivers {

/// What an instrument has to complain about, oldest first.
///
/// A full queue puts -350 in place of its newest entry, and drops what comes then.
/// Source:  SCPI 1999.0, volume 2, 21.8.1.
class ScpiErrorQueue {
 public:
  explicit ScpiErrorQueue(std::size_t capacity = 20) : capacity_(capacity) {}

  void push(ScpiError error);
  /// Takes the oldest; 0, "No error" when there is none.
  [[nodiscard]] ScpiError pop();
  void clear() { errors_.clear(); }
  [[nodiscard]] std::size_t size() const noexcept { return errors_.size(); }

 private:
  std::size_t capacity_;
  std::deque<ScpiError> errors_{};
};

}  // namespace fiberloom::drivers
