#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/instrument.hpp>
#include <fiberloom/hal/setting.hpp>
#include <utility>

namespace fiberloom::hal {

double nearest_value(const SettingSpec& spec, double wanted) {
  if (spec.resolution <= 0.0) {
    return wanted;
  }
  // A range of many small steps misses a whole number of them by more than the last digit of one.
  const double last = std::floor((spec.maximum - spec.minimum) / spec.resolution + 1e-6);
  const double step = std::min(std::round((wanted - spec.minimum) / spec.resolution), last);
  return spec.minimum + step * spec.resolution;
}

Setting::Setting(Instrument& owner, SettingSpec spec, Write write)
    : owner_(owner), spec_(std::move(spec)), write_(std::move(write)) {
  owner_.settings_.push_back(this);
}

Applied<double> Setting::set(double requested, const std::stop_token& stop) {
  if (!applied_) {
    throw core::InstrumentError(
        "instrument.not_configured",
        fmt::format("{}: {} cannot be set before the instrument was configured", owner_.name(),
                    spec_.key));
  }
  if (!(requested >= spec_.minimum && requested <= spec_.maximum)) {
    throw core::InputError(
        "input.setting",
        fmt::format("{}: {} = {:.6g} is outside its range {:.6g} to {:.6g}", owner_.name(),
                    spec_.key, requested, spec_.minimum, spec_.maximum));
  }
  const double target = nearest_value(spec_, requested);
  // A value that came back as decimal text may differ in its last bits from the step it is.
  if (std::abs(target - *applied_) <= 1e-3 * spec_.resolution) {
    return {.requested = requested, .applied = *applied_};  // it stands there: nothing is sent
  }
  for (double next = next_towards(target); next != target; next = next_towards(target)) {
    const double before = *applied_;
    write_one(next);
    if (!(*applied_ > before)) {
      throw core::InstrumentError(
          "instrument.stuck",
          fmt::format("{}: {} was told to rise to {:.6g} and stays at {:.6g}; see whether it is "
                      "locked, or under somebody else's control",
                      owner_.name(), spec_.key, next, *applied_));
    }
    dwell(stop);
  }
  write_one(target);
  return {.requested = requested, .applied = *applied_};
}

void Setting::dwell(const std::stop_token& stop) const {
  owner_.bench().clock->wait(spec_.ramp_dwell, stop);
  if (stop.stop_requested()) {
    throw core::InterruptedError(
        "run.interrupted", fmt::format("{}: stopped while {} was ramped, at {:.6g}", owner_.name(),
                                       spec_.key, *applied_));
  }
}

// Where the next write of a ramp goes. From where the hardware says it is: what it took may differ from what it was told in
// the last digits, and the rest of the way is cut anew.
double Setting::next_towards(double target) const {
  const double rise = target - *applied_;
  if (rise <= spec_.ramp_step * (1.0 + 1e-9)) {
    return target;
  }
  return *applied_ + rise / std::ceil(rise / spec_.ramp_step - 1e-9);
}

void Setting::write_one(double value) {
  const Command command{.instrument = owner_.name(),
                        .key = spec_.key,
                        .from = *applied_,
                        .to = value,
                        .settling_time = spec_.settling_time};
  applied_ = owner_.bench().guard->perform(command, [&] { return write_(value); });
  settled_at_ = owner_.bench().clock->now() + spec_.settling_time;
}

void Setting::read_back(double value) {
  applied_ = value;
  owner_.bench().guard->note(owner_.name(), spec_.key, value);
}

void Setting::sent_to(double value) {
  applied_ = value;
  settled_at_ = owner_.bench().clock->now() + spec_.settling_time;
  owner_.bench().guard->note_moving(owner_.name(), spec_.key, value, spec_.settling_time);
}

}  // namespace fiberloom::hal
