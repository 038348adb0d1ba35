#pragma once

#include <fiberloom/hal/emission.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/run.hpp>

namespace fiberloom::hal {

/// What may be asked of a backend, checked before every run whoever implements it.
struct BackendLimits {
  LightPath path;
  double maximum_detector_power_w = 0.0;    ///< mean power of a frame at the photodiode
  double detector_reference_power_w = 0.0;  ///< power there that |u|^2 = 1 stands for
};

/// A rig, a simulation of one, or a record of one: sends light through the stages and returns what was detected.
///
/// run() is a pure-looking function: the request is complete, the result says what was applied. The limits are checked
/// here, in the one place that no implementation can skip.
/// Throws:  InputError "input.setting", "input.shape", "input.not_finite" for a request that no setting can meet;
///          InterlockError "interlock.not_armed", "interlock.launch_power", "interlock.detector_power"; InterruptedError
///          "run.interrupted" when stopped; from implementations InstrumentError, "instrument.timeout" past the deadline
///          among them. After any failure of the run itself the permit is revoked: the light is off.
/// Threads: one run at a time.
class Backend {
 public:
  virtual ~Backend() = default;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  RunResult run(const RunRequest& request, const EmissionPermit& permit);

  [[nodiscard]] const BackendLimits& limits() const noexcept { return limits_; }

 protected:
  explicit Backend(BackendLimits limits) : limits_(std::move(limits)) {}

  /// For a backend that stands in front of another one: the permit was checked by the run() that called the outer one;
  /// the limits of `inner` hold all the same.
  static RunResult forward(Backend& inner, const RunRequest& request);
  static void forward_preparation(Backend& inner) { inner.prepare_emission(); }

 private:
  friend class Rig;

  virtual RunResult run_checked(const RunRequest& request) = 0;
  virtual void prepare_emission() {}  // called by arm(), before the first source is enabled

  BackendLimits limits_;
  std::shared_ptr<EmissionGate>
      gate_;  // of the rig that owns this backend; shared for the reason told at the permit
};

/// Throws what Backend::run throws for a request that breaks the limits.
void check_request(const RunRequest& request, const BackendLimits& limits);

}  // namespace fiberloom::hal
