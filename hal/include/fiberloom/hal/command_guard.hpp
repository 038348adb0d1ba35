#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace fiberloom::hal {

/// One change of one number of an instrument: what an interlock judges.
struct Command {
  std::string instrument{};
  std::string
      key{};  ///< of the setting, with its unit: "attenuation_db"; `emission_key` for light on and off
  double from = 0.0;
  double to = 0.0;
  std::chrono::nanoseconds settling_time{0};  ///< until the light has followed the write

  static constexpr const char* emission_key = "emission";
};

/// What stands between every write and the hardware. An instrument has no other way to write.
///
/// Threads: perform() holds a lock while it checks, writes and records: one write at a time on a bench.
class CommandGuard {
 public:
  virtual ~CommandGuard() = default;
  CommandGuard(const CommandGuard&) = delete;
  CommandGuard& operator=(const CommandGuard&) = delete;

  /// Checks the command, lets `write` do it, notes what `write` says was applied, and returns that.
  ///
  /// Throws:  core::InterlockError that names the interlock, and then nothing was written; what `write` throws, and then
  ///          every source of the bench is safe.
  virtual double perform(const Command& command, const std::function<double()>& write) = 0;

  /// Whether perform() would let that command through now.
  [[nodiscard]] virtual bool allows(const Command& command) const = 0;

  /// Notes what an instrument is at without a command: read back when it was configured, or made safe.
  virtual void note(const std::string& instrument, const std::string& key, double value) = 0;
  /// As note(), for what was sent there without a command and takes `settling_time` to arrive.
  virtual void note_moving(const std::string& instrument, const std::string& key, double value,
                           std::chrono::nanoseconds settling_time) {
    static_cast<void>(settling_time);
    note(instrument, key, value);
  }
  /// Told before an instrument is made safe: what may not go on without its light is made safe first.
  virtual void about_to_darken(const std::string& instrument) { static_cast<void>(instrument); }

 protected:
  CommandGuard() = default;
};

}  // namespace fiberloom::hal
