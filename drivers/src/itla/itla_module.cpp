#include "itla_module.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
namespace reg = itla_register;

constexpr std::uint16_t checksum_latched = 0x0040;  // CEL of StatusF and StatusW
constexpr std::uint16_t refusal_latched = 0x0080;   // XEL
constexpr double slack_nm = 1e-5;                   // a frequency of whole MHz may just miss an end

struct Refusal {
  ItlaError error = ItlaError::none;
};

std::uint16_t as_data(double value) {
  return static_cast<std::uint16_t>(static_cast<std::int16_t>(std::lround(value)));
}

double wavelength_nm(const ItlaTuning& tuning) {
  return core::wavelength_of(frequency_of(tuning)).in(units::nm);
}

}  // namespace

ItlaModule::ItlaModule(hal::Laser& laser, LightSwitch light, ItlaModuleOptions options)
    : laser_(laser), light_(std::move(light)), options_(std::move(options)) {
  const double stands_nm = applied(laser.setting("wavelength_nm"));
  tuning_ = tuning_at(core::optical_frequency(stands_nm * units::nm), options_.has_fcf3,
                      tuning_.grid_tenth_ghz);
}

ItlaResponse ItlaModule::execute(const ItlaRequest& request) {
  try {
    return request.is_write ? write(request.register_number, request.data)
                            : read(request.register_number);
  } catch (const Refusal& refusal) {
    error_ = refusal.error;
    fatal_ |= refusal_latched;
    warning_ |= refusal_latched;
    return {.status = ItlaStatus::execution_error, .register_number = request.register_number};
  }
}

ItlaResponse ItlaModule::complain_of_checksum(std::uint8_t register_number) {
  fatal_ |= checksum_latched;
  warning_ |= checksum_latched;
  return {.has_checksum_error = true, .register_number = register_number};
}

ItlaResponse ItlaModule::read(std::uint8_t register_number) {
  switch (register_number) {
    case reg::dev_typ:
      return read_text(register_number, "CW ITLA");
    case reg::mfgr:
      return read_text(register_number, "fiberloom");
    case reg::model:
      return read_text(register_number, "virtual ITLA");
    case reg::ser_no:
      return read_text(register_number, options_.serial_number);
    case reg::mfg_date:
      return read_text(register_number, "23-NOV-2026");
    case reg::release:
      return read_text(register_number, options_.has_fcf3 ? "PV:1.3.0:HW:1" : "PV:1.2.0:HW:1");
    default:
      return {.register_number = register_number, .data = value_of(register_number)};
  }
}

ItlaResponse ItlaModule::read_text(std::uint8_t register_number, std::string text) {
  text_ = std::move(text) + '\0';
  return {.status = ItlaStatus::extended,
          .register_number = register_number,
          .data = static_cast<std::uint16_t>(text_.size())};
}

std::uint16_t ItlaModule::next_of_text() {
  if (text_.empty()) {
    throw Refusal{ItlaError::extended_address_range};
  }
  std::string pair = text_.substr(0, 2);
  text_.erase(0, pair.size());
  pair.resize(2, '\0');
  return static_cast<std::uint16_t>(static_cast<unsigned char>(pair[0]) << 8U |
                                    static_cast<unsigned char>(pair[1]));
}

// Reading it is what time is to this module: a pending operation comes one step nearer to its end.
std::uint16_t ItlaModule::nop() {
  const bool is_pending = polls_left_ > 0;
  if (is_pending && --polls_left_ == 0) {
    light_.set(is_enabled_);
  }
  return static_cast<std::uint16_t>((is_pending ? 0x0100U : 0U) | itla_module_ready |
                                    static_cast<unsigned>(error_));
}

std::uint16_t ItlaModule::value_of(std::uint8_t register_number) {
  switch (register_number) {
    case reg::nop:
      return nop();
    case reg::aea_ear:
      return next_of_text();
    case reg::status_f:
      return fatal_;
    case reg::status_w:
      return warning_;
    case reg::channel:
      return tuning_.channel;
    case reg::res_ena:
      return is_enabled_ ? itla_soft_enable : std::uint16_t{0};
    case reg::mcb:
      return mcb_;
    case reg::grid:
      return as_data(tuning_.grid_tenth_ghz);
    case reg::fcf1:
      return tuning_.first_thz;
    case reg::fcf2:
      return tuning_.first_tenth_ghz;
    case reg::ftf:
      return as_data(tuning_.fine_tune_mhz);
    default:
      return measured(register_number);
  }
}

std::uint16_t ItlaModule::measured(std::uint8_t register_number) const {
  const hal::Setting& power = laser_.setting("output_power_dbm");
  const ItlaTuning here =
      tuning_at(frequency_of(tuning_), options_.has_fcf3, tuning_.grid_tenth_ghz);
  if (!options_.has_fcf3 && (register_number == reg::fcf3 || register_number == reg::lf3)) {
    throw Refusal{ItlaError::register_not_implemented};
  }
  switch (register_number) {
    case reg::fcf3:
      return as_data(tuning_.first_mhz);
    case reg::pwr:
      return as_data(100.0 * applied(power));
    case reg::lf1:
      return here.first_thz;
    case reg::lf2:
      return here.first_tenth_ghz;
    case reg::lf3:
      return as_data(here.first_mhz);
    case reg::oop:
      return as_data(light_.is_on() ? 100.0 * applied(power) : -6000.0);
    case reg::ctemp:
      return as_data(2500.0);
    case reg::opsl:
      return as_data(100.0 * power.spec().minimum);
    case reg::opsh:
      return as_data(100.0 * power.spec().maximum);
    default:
      throw Refusal{ItlaError::register_not_implemented};
  }
}

ItlaResponse ItlaModule::write(std::uint8_t register_number, std::uint16_t data) {
  // The dark is never refused.
  const bool is_darkening = register_number == reg::res_ena && (data & itla_soft_enable) == 0;
  if (polls_left_ > 0 && !is_darkening) {
    throw Refusal{ItlaError::command_ignored_while_pending};
  }
  switch (register_number) {
    case reg::status_f:
      write_status(fatal_, data);
      break;
    case reg::status_w:
      write_status(warning_, data);
      break;
    case reg::mcb:
      mcb_ = data;
      break;
    case reg::res_ena:
      set_enabled(data);
      break;
    case reg::pwr:
      set_power(data);
      break;
    default:
      write_frequency(register_number, data);
  }
  return {.status = polls_left_ > 0 ? ItlaStatus::pending : ItlaStatus::ok,
          .register_number = register_number,
          .data = data};
}

void ItlaModule::write_status(std::uint16_t& status, std::uint16_t data) {
  status = static_cast<std::uint16_t>(status & ~(data & itla_latched_mask));
}

void ItlaModule::set_power(std::uint16_t data) {
  hal::Setting& power = laser_.setting("output_power_dbm");
  const double dbm = 0.01 * static_cast<std::int16_t>(data);
  if (!(dbm >= power.spec().minimum - 1e-9 && dbm <= power.spec().maximum + 1e-9)) {
    throw Refusal{ItlaError::value_out_of_range};
  }
  power.set(std::clamp(dbm, power.spec().minimum, power.spec().maximum));
  polls_left_ = is_enabled_ ? 1 : 0;
}

void ItlaModule::set_enabled(std::uint16_t data) {
  const bool is_on = (data & itla_soft_enable) != 0;
  if (is_on && !is_inside(tuning_)) {
    throw Refusal{ItlaError::invalid_configuration};
  }
  if (!is_on) {
    light_.set(false);
    polls_left_ = 0;
  } else if (!is_enabled_) {
    polls_left_ = options_.enable_polls;
  }
  is_enabled_ = is_on;
}

void ItlaModule::write_frequency(std::uint8_t register_number, std::uint16_t data) {
  ItlaTuning next = tuning_;
  // Where the first channel is may lie outside for as long as not all of its parts are written.
  bool is_first_channel = true;
  switch (register_number) {
    case reg::fcf1:
      next.first_thz = data;
      break;
    case reg::fcf2:
      next.first_tenth_ghz = data;
      break;
    case reg::fcf3:
      next.first_mhz = static_cast<std::int16_t>(data);
      break;
    case reg::grid:
      next.grid_tenth_ghz = static_cast<std::int16_t>(data);
      break;
    case reg::channel:
      next.channel = data;
      is_first_channel = false;
      break;
    case reg::ftf:
      next.fine_tune_mhz = static_cast<std::int16_t>(data);
      is_first_channel = false;
      break;
    default:
      static_cast<void>(measured(register_number));  // throws where there is no such register
      throw Refusal{ItlaError::register_not_writable};
  }
  if (register_number == reg::fcf3 && !options_.has_fcf3) {
    throw Refusal{ItlaError::register_not_implemented};
  }
  if (is_first_channel && is_enabled_) {
    throw Refusal{ItlaError::ignored_while_emitting};
  }
  follow(next, !is_first_channel);
  polls_left_ = is_enabled_ ? 1 : 0;
}

bool ItlaModule::is_inside(const ItlaTuning& tuning) const {
  const hal::SettingSpec& spec = laser_.setting("wavelength_nm").spec();
  const double nm = frequency_of(tuning) > core::Frequency{} ? wavelength_nm(tuning) : 0.0;
  return nm >= spec.minimum - slack_nm && nm <= spec.maximum + slack_nm;
}

void ItlaModule::follow(const ItlaTuning& tuning, bool is_complete) {
  hal::Setting& wavelength = laser_.setting("wavelength_nm");
  const hal::SettingSpec& spec = wavelength.spec();
  const bool is_there = is_inside(tuning);
  if (tuning.channel == 0 || (is_complete && !is_there)) {
    throw Refusal{ItlaError::value_out_of_range};
  }
  if (is_there) {
    wavelength.set(std::clamp(wavelength_nm(tuning), spec.minimum, spec.maximum));
  }
  tuning_ = tuning;
}

}  // namespace fiberloom::drivers
