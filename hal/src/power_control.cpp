#include "power_control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <optional>

namespace fiberloom::hal {
namespace {

namespace units = core::units;
constexpr double headroom_db = 1.0;
constexpr double good_enough_db = 0.001;
constexpr int most_corrections = 4;
constexpr double search_step_db = 0.05;
constexpr double tellable_db = 0.3;  // what a meter tells from its noise and the amplifiers' drift
constexpr double darkness_dbm = -300.0;

// As dark as asked, or as dark as the interlocks allow: behind some attenuators stands an amplifier that must not lose its
// seed. The darkest allowed setting is looked for on a fixed scale, so that it does not depend on where the search began.
// Returns what was asked of the hardware in the end.
double attenuate(VariableAttenuator& attenuator, double wanted_db, const std::stop_token& stop) {
  Setting& setting = attenuator.setting("attenuation_db");
  const SettingSpec& range = setting.spec();
  const double here_db = setting.applied().value_or(range.maximum);
  const CommandGuard& guard = *attenuator.bench().guard;
  const auto allows = [&](double db) {
    return guard.allows({.instrument = attenuator.name(),
                         .key = range.key,
                         .from = here_db,
                         .to = db,
                         .settling_time = range.settling_time});
  };
  double target_db = nearest_value(range, wanted_db);
  if (target_db > here_db && !allows(target_db)) {
    const double step_db = range.resolution > 0.0 ? range.resolution : search_step_db;
    const auto step_at = [&](double db) {
      return static_cast<long>(std::ceil((db - range.minimum) / step_db - 1e-9));
    };
    const auto at = [&](long step) { return range.minimum + step_db * static_cast<double>(step); };
    long allowed = step_at(here_db);
    long refused = step_at(target_db);
    while (refused - allowed > 1) {
      const long middle = allowed + (refused - allowed) / 2;
      (allows(at(middle)) ? allowed : refused) = middle;
    }
    target_db = at(allowed);
  }
  setting.set(target_db, stop);
  return target_db;
}

}  // namespace

core::Power PowerControl::measured() const {
  return place_.place_per_meter * place_.meter->power();
}

void PowerControl::darken(const std::stop_token& stop) const {
  attenuate(*place_.attenuator, place_.attenuator->setting("attenuation_db").spec().maximum, stop);
  place_.attenuator->wait_until_settled(stop);
}

core::Power PowerControl::bring_to(core::Power wanted, const std::stop_token& stop) const {
  const SettingSpec& range = place_.attenuator->setting("attenuation_db").spec();
  double attenuation_db = start_near(wanted, stop);
  if (place_.meter == nullptr) {
    return wanted;
  }
  const bool is_light_wanted = wanted.in(units::w) > 0.0;
  std::optional<Correction> last;
  for (int i = 0; is_light_wanted && i < most_corrections; ++i) {
    const double error_db = settled_error_db(wanted, stop);
    if (last) {
      require_response(*last, error_db);
    }
    const double corrected_db = std::clamp(attenuation_db + error_db, range.minimum, range.maximum);
    if (std::abs(corrected_db - attenuation_db) <
        std::max(good_enough_db, 0.5 * range.resolution)) {
      break;
    }
    const double before_db = attenuation_db;
    attenuation_db = attenuate(*place_.attenuator, corrected_db, stop);
    last = Correction{.asked_db = attenuation_db - before_db, .error_before_db = error_db};
  }
  if (last) {
    require_response(*last, settled_error_db(wanted, stop));
  }
  place_.attenuator->wait_until_settled(stop);
  return measured();
}

void PowerControl::require_response(const Correction& correction, double error_db) const {
  const double seen_db = correction.error_before_db - error_db;
  if (std::abs(correction.asked_db) < tellable_db ||
      std::abs(seen_db - correction.asked_db) < 0.5 * std::abs(correction.asked_db)) {
    return;
  }
  throw core::InstrumentError(
      "instrument.no_response",
      fmt::format("{}: asked for {:+.2f} dB, {} saw {:+.2f} dB; look whether the attenuator moves",
                  place_.attenuator->name(), correction.asked_db, place_.meter->name(), seen_db));
}

// On paper, where the amplifier says what goes in; from the dark, where only the meter can tell.
double PowerControl::start_near(core::Power wanted, const std::stop_token& stop) const {
  const SettingSpec& range = place_.attenuator->setting("attenuation_db").spec();
  if (place_.amplifier == nullptr) {
    return attenuate(*place_.attenuator, range.maximum, stop);
  }
  const SettingSpec& output = place_.amplifier->setting("output_power_dbm").spec();
  const double needed_dbm =
      wanted.in(units::w) > 0.0 ? core::to_dbm(wanted) + place_.fixed_loss_db : darkness_dbm;
  const double supplied_dbm =
      std::clamp(std::ceil(needed_dbm + headroom_db), output.minimum, output.maximum);
  const double attenuation_db = std::clamp(supplied_dbm - needed_dbm, range.minimum, range.maximum);
  return set(supplied_dbm, attenuation_db, stop);
}

// Down before up: the attenuator closes before the amplifier rises, and opens after it has fallen.
double PowerControl::set(double amplifier_dbm, double attenuation_db,
                         const std::stop_token& stop) const {
  double asked_db = attenuation_db;
  const auto set_attenuator = [&] {
    asked_db = attenuate(*place_.attenuator, attenuation_db, stop);
  };
  Setting& output = place_.amplifier->setting("output_power_dbm");
  const bool rises = amplifier_dbm > output.applied().value_or(-HUGE_VAL);
  if (rises) {
    set_attenuator();
    place_.attenuator->wait_until_settled(stop);
  }
  output.set(amplifier_dbm, stop);
  place_.amplifier->wait_until_settled(stop);
  if (!rises) {
    set_attenuator();
  }
  return asked_db;
}

double PowerControl::settled_error_db(core::Power wanted, const std::stop_token& stop) const {
  if (place_.amplifier != nullptr) {
    place_.amplifier->wait_until_settled(stop);
  }
  place_.attenuator->wait_until_settled(stop);
  const double reading_w = measured().in(units::w);
  return reading_w > 0.0 ? 10.0 * std::log10(reading_w / wanted.in(units::w)) : 0.0;
}

}  // namespace fiberloom::hal
