#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::hal {

enum class EventKind { life_cycle, setting_applied, command_refused, made_safe, self_test, fault };

[[nodiscard]] std::string_view name_of(EventKind kind) noexcept;

/// One write that went through.
struct SettingWrite {
  std::string key{};
  double asked = 0.0;
  double applied = 0.0;
};

/// Something that happened on a bench.
struct Event {
  std::chrono::nanoseconds time{0};  ///< on the bench's clock
  EventKind kind = EventKind::fault;
  std::string instrument{};
  std::string text{};                   ///< one line for people
  std::optional<SettingWrite> write{};  ///< of setting_applied
};

/// Events in the order they happened, taken when it suits the reader: nobody is called back from a thread that he does
/// not know. When nobody reads, the oldest go, and are counted.
///
/// Threads: safe.
class EventQueue {
 public:
  explicit EventQueue(std::size_t capacity = 4096) : capacity_(capacity) {}

  void push(Event event);
  /// All events since the last call.
  [[nodiscard]] std::vector<Event> take();
  /// How many were lost since the queue was made.
  [[nodiscard]] std::size_t num_lost() const;

 private:
  mutable std::mutex lock_;
  std::deque<Event> events_;
  std::size_t capacity_;
  std::size_t num_lost_ = 0;
};

}  // namespace fiberloom::hal
