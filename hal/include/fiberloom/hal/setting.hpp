#pragma once

#include <chrono>
#include <fiberloom/hal/applied.hpp>
#include <functional>
#include <limits>
#include <optional>
#include <stop_token>
#include <string>

namespace fiberloom::hal {

class Instrument;

/// What a setting can be, and how it may be moved: said once, kept by everybody who sets it.
///
/// Units:   of the key's end; "attenuation_db" counts in decibels.
struct SettingSpec {
  std::string key{};
  double minimum = 0.0;
  double maximum = 0.0;
  double resolution = 0.0;                                     ///< 0: continuous as far as is known
  double ramp_step = std::numeric_limits<double>::infinity();  ///< largest rise by one write
  std::chrono::nanoseconds ramp_dwell{0};  ///< pause between two writes of a ramp
  std::chrono::nanoseconds settling_time{
      0};  ///< until light and readings have followed the last write
};

/// The value nearest to a wish that the hardware has; the last step below the maximum when the range is no whole number
/// of steps.
[[nodiscard]] double nearest_value(const SettingSpec& spec, double wanted);

/// One number of an instrument that can be set. Every write goes through the bench's interlocks, in ramps where the spec
/// wants them.
///
/// What stands where it is wanted already is not sent again. A rise of more than `ramp_step` is cut into equal writes with the dwell between them; a fall is one write, because
/// down is the safe way. Nothing waits for the settling here: several settings may settle at once, see settled_at().
/// Throws:  InputError "input.setting" for NaN or a value outside the range; InterlockError from the guard;
///          InstrumentError from the driver, "instrument.not_configured" before configure(), "instrument.stuck" when a ramp gets nowhere; InterruptedError
///          "run.interrupted" between two writes of a ramp, which stays where it is.
/// Threads: as its instrument.
class Setting {
 public:
  /// Writes the value to the hardware and returns what it took.
  using Write = std::function<double(double)>;

  Setting(Instrument& owner, SettingSpec spec, Write write);
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;

  [[nodiscard]] const SettingSpec& spec() const noexcept { return spec_; }
  /// What the hardware last said it took; empty until it was configured.
  [[nodiscard]] std::optional<double> applied() const noexcept { return applied_; }
  /// When on the bench's clock the last change has died away.
  [[nodiscard]] std::chrono::nanoseconds settled_at() const noexcept { return settled_at_; }

  Applied<double> set(double requested, const std::stop_token& stop = {});

  /// What was read back from the hardware; for drivers, from configure().
  void read_back(double value);
  /// Where the hardware was sent without a command; for drivers, from make_safe(). It settles as after a write.
  void sent_to(double value);

 private:
  [[nodiscard]] double next_towards(double target) const;
  void dwell(const std::stop_token& stop) const;
  void write_one(double value);

  Instrument& owner_;
  SettingSpec spec_;
  Write write_;
  std::optional<double> applied_{};
  std::chrono::nanoseconds settled_at_{0};
};

}  // namespace fiberloom::hal
