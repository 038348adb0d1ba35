#include "power_control.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>

namespace fiberloom::hal {
namespace {

namespace units = core::units;
constexpr double headroom_db = 1.0;
constexpr double good_enough_db = 0.01;
constexpr int most_corrections = 4;

}  // namespace

core::Power PowerControl::measured() const {
  return place_.place_per_meter * place_.meter->power();
}

void PowerControl::darken(const std::stop_token& stop) const {
  Setting& attenuation = place_.attenuator->setting("attenuation_db");
  attenuation.set(attenuation.spec().maximum, stop);
}

core::Power PowerControl::bring_to(core::Power wanted, const std::stop_token& stop) const {
  if (wanted.in(units::w) <= 0.0) {
    darken(stop);
    return {};
  }
  const SettingSpec& range = place_.attenuator->setting("attenuation_db").spec();
  double attenuation_db = start_near(wanted, stop);
  if (place_.meter == nullptr) {
    return wanted;
  }
  for (int i = 0; i < most_corrections; ++i) {
    const double error_db = settled_error_db(wanted, stop);
    const double corrected_db = std::clamp(attenuation_db + error_db, range.minimum, range.maximum);
    if (std::abs(corrected_db - attenuation_db) <
        std::max(good_enough_db, 0.5 * range.resolution)) {
      break;
    }
    attenuation_db = corrected_db;
    place_.attenuator->set_attenuation(core::Decibel(attenuation_db), stop);
  }
  place_.attenuator->wait_until_settled(stop);
  return measured();
}

// On paper, where the amplifier says what goes in; from the dark, where only the meter can tell.
double PowerControl::start_near(core::Power wanted, const std::stop_token& stop) const {
  const SettingSpec& range = place_.attenuator->setting("attenuation_db").spec();
  if (place_.amplifier == nullptr) {
    darken(stop);
    return range.maximum;
  }
  const SettingSpec& output = place_.amplifier->setting("output_power_dbm").spec();
  const double needed_dbm = core::to_dbm(wanted) + place_.fixed_loss_db;
  const double supplied_dbm =
      std::clamp(std::ceil(needed_dbm + headroom_db), output.minimum, output.maximum);
  const double attenuation_db = std::clamp(supplied_dbm - needed_dbm, range.minimum, range.maximum);
  set(supplied_dbm, attenuation_db, stop);
  return attenuation_db;
}

// Down before up: the attenuator closes before the amplifier rises, and opens after it has fallen.
void PowerControl::set(double amplifier_dbm, double attenuation_db,
                       const std::stop_token& stop) const {
  const auto attenuate = [&] {
    place_.attenuator->set_attenuation(core::Decibel(attenuation_db), stop);
  };
  Setting& output = place_.amplifier->setting("output_power_dbm");
  const bool rises = amplifier_dbm > output.applied().value_or(-HUGE_VAL);
  if (rises) {
    attenuate();
  }
  output.set(amplifier_dbm, stop);
  if (!rises) {
    attenuate();
  }
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
