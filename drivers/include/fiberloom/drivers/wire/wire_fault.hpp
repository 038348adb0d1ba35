#pragma once

#include <chrono>
#include <cstdint>
#include <fiberloom/drivers/wire/stream_server.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// What a bad wire does to an answer.
enum class WireFaultKind {
  delay,              ///< it comes later
  drop,               ///< it never comes
  half_reply,         ///< its first half comes, and nothing more
  garbage,            ///< random bytes come in its place
  wrong_terminator,   ///< all of it comes, but what marks its end is wrong
  closed_connection,  ///< the connection is closed instead
  stale_reply,        ///< it comes in front of the next answer
  slow_loris          ///< it drips, byte by byte
};

[[nodiscard]] std::string_view name_of(WireFaultKind kind) noexcept;

struct WireFault {
  WireFaultKind kind = WireFaultKind::drop;
  std::chrono::nanoseconds delay{
      std::chrono::milliseconds(200)};  ///< of the answer, or between bytes that drip
  std::uint64_t seed = 1;               ///< of garbage
  int answers_before = 0;               ///< that pass unharmed
};

/// Which answer goes wrong next. One plan may stand behind many connections of one server.
///
/// Threads: safe.
class FaultPlan {
 public:
  void arm(const WireFault& fault);
  void disarm();
  /// Asked once for each answer that is sent.
  [[nodiscard]] std::optional<WireFault> next();
  [[nodiscard]] int num_injected() const;

 private:
  mutable std::mutex mutex_;
  std::optional<WireFault> armed_{};
  int num_injected_ = 0;
};

/// Makes the end of an answer wrong, as its protocol marks it.
using SpoilEnd = std::function<void(std::string&)>;

/// A carriage return where the line feed should be.
void spoil_line_end(std::string& answer);

/// Puts faults into what a server sends; each write of the server is one answer. The plan outlives the streams.
[[nodiscard]] StreamWrapper with_faults(FaultPlan& plan, SpoilEnd spoil_end = spoil_line_end);

}  // namespace fiberloom::drivers
