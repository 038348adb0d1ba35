#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fiberloom/core/conversions.hpp>
#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/units.hpp>
#include <fiberloom/drivers/itla/itla.hpp>
#include <fiberloom/drivers/itla/itla_client.hpp>
#include <fiberloom/drivers/itla/itla_registers.hpp>
#include <fiberloom/drivers/itla/itla_tuning.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

namespace units = core::units;
namespace reg = itla_register;

std::int16_t as_signed(std::uint16_t data) { return static_cast<std::int16_t>(data); }
std::uint16_t as_data(std::int16_t value) { return static_cast<std::uint16_t>(value); }

class ItlaLaser final : public hal::Laser {
 public:
  ItlaLaser(const hal::DriverRequest& request, const hal::LaserRanges& ranges, OpenStream open)
      : Laser(request.instrument.spec.name, request.bench, ranges),
        client_(request.instrument.spec.name, std::move(open)) {}

  [[nodiscard]] hal::SelfTest self_test() override {
    const std::string words = conditions();
    return {.has_passed = words.empty(), .words = words};
  }

 private:
  hal::Identity do_configure() override;
  void do_emit() override;
  void do_make_safe() noexcept override { client_.try_write(reg::res_ena, 0); }
  core::Power write_output_power(core::Power power) override;
  core::Wavelength write_wavelength(core::Wavelength wavelength) override;

  void require_laser();
  void clear_latched_bits();
  [[nodiscard]] std::string conditions();
  [[nodiscard]] ItlaTuning read_tuning();
  void tune(const ItlaTuning& tuning);
  [[nodiscard]] double power_dbm() { return 0.01 * as_signed(client_.read(reg::pwr)); }

  ItlaClient client_;
  bool has_fcf3_ = true;
};

hal::Identity ItlaLaser::do_configure() {
  client_.write(reg::res_ena, 0);
  require_laser();
  hal::Identity identity{.vendor = client_.read_text(reg::mfgr),
                         .model = client_.read_text(reg::model),
                         .serial_number = client_.read_text(reg::ser_no),
                         .firmware = client_.read_text(reg::release)};
  clear_latched_bits();
  const ItlaTuning found = read_tuning();
  const ItlaTuning first = tuning_at(frequency_of(found), has_fcf3_, found.grid_tenth_ghz);
  if (first != found) {
    tune(first);  // the same light, with nothing but FCF to say where it is
  }
  setting("wavelength_nm").read_back(core::wavelength_of(frequency_of(first)).in(units::nm));
  hal::Setting& power = setting("output_power_dbm");
  const double stands_dbm = power_dbm();
  const bool is_inside =
      stands_dbm >= power.spec().minimum - 1e-9 && stands_dbm <= power.spec().maximum + 1e-9;
  // A power from elsewhere must not be what the next emission begins with.
  power.read_back(is_inside
                      ? stands_dbm
                      : core::to_dbm(write_output_power(core::from_dbm(power.spec().minimum))));
  return identity;
}

void ItlaLaser::require_laser() {
  const std::string kind = client_.read_text(reg::dev_typ);
  if (!kind.starts_with("CW ITLA")) {
    throw core::InstrumentError(
        "instrument.answer",
        fmt::format("{}: it calls itself \"{}\", which is no tunable laser (CW ITLA); see whether "
                    "the address is right",
                    name(), kind));
  }
}

// What happened before this driver came is not its own.
void ItlaLaser::clear_latched_bits() {
  for (const std::uint8_t status : {reg::status_f, reg::status_w}) {
    if ((client_.read(status) & itla_latched_mask) != 0) {
      client_.write(status, itla_latched_mask);
    }
  }
}

// What is wrong now, in words; empty when nothing is.
std::string ItlaLaser::conditions() {
  constexpr std::array<std::string_view, 4> quantities{"output power", "temperature", "frequency",
                                                       "maker's own condition"};
  std::string words;
  for (const auto& [status, weight] :
       {std::pair{reg::status_f, "fatal"}, std::pair{reg::status_w, "warning"}}) {
    const unsigned bits = (client_.read(status) & itla_condition_mask) >> 8U;
    for (std::size_t i = 0; i < quantities.size(); ++i) {
      if ((bits >> i & 1U) != 0) {
        words += fmt::format("{}{}: {}", words.empty() ? "" : ", ", weight, quantities.at(i));
      }
    }
  }
  return words;
}

ItlaTuning ItlaLaser::read_tuning() {
  ItlaTuning tuning{.first_thz = client_.read(reg::fcf1),
                    .first_tenth_ghz = client_.read(reg::fcf2),
                    .grid_tenth_ghz = as_signed(client_.read(reg::grid)),
                    .channel = client_.read(reg::channel),
                    .fine_tune_mhz = as_signed(client_.read(reg::ftf))};
  const std::optional<std::uint16_t> first_mhz = client_.read_if_there(reg::fcf3);
  has_fcf3_ = first_mhz.has_value();
  tuning.first_mhz = as_signed(first_mhz.value_or(0));
  return tuning;
}

void ItlaLaser::tune(const ItlaTuning& tuning) {
  client_.write(reg::channel, tuning.channel);
  client_.write(reg::ftf, as_data(tuning.fine_tune_mhz));
  client_.write(reg::fcf1, tuning.first_thz);
  client_.write(reg::fcf2, tuning.first_tenth_ghz);
  if (has_fcf3_) {
    client_.write(reg::fcf3, as_data(tuning.first_mhz));
  }
}

core::Wavelength ItlaLaser::write_wavelength(core::Wavelength wavelength) {
  if (life_cycle() == hal::LifeCycle::emitting) {
    // To go dark and come back would leave an amplifier behind it without a seed for seconds.
    throw core::InstrumentError(
        "instrument.emitting",
        fmt::format("{}: its wavelength changes in the dark only; make it safe, set wavelength_nm, "
                    "then arm again",
                    name()));
  }
  const ItlaTuning wanted =
      tuning_at(core::optical_frequency(wavelength), has_fcf3_, as_signed(client_.read(reg::grid)));
  tune(wanted);
  return core::wavelength_of(frequency_of(read_tuning()));
}

core::Power ItlaLaser::write_output_power(core::Power power) {
  const auto hundredths = static_cast<std::int16_t>(std::lround(100.0 * core::to_dbm(power)));
  client_.write(reg::pwr, as_data(hundredths));
  return core::from_dbm(power_dbm());
}

void ItlaLaser::do_emit() {
  client_.write(reg::res_ena, itla_soft_enable);
  const std::uint16_t is_enabled = client_.read(reg::res_ena) & itla_soft_enable;
  const std::uint16_t fatal = client_.read(reg::status_f) & itla_condition_mask;
  if (is_enabled != 0 && fatal == 0) {
    return;
  }
  const std::string words = conditions();
  client_.try_write(reg::res_ena, 0);
  throw core::InstrumentError("instrument.itla",
                              fmt::format("{}: it was enabled and gives no sound light: {}", name(),
                                          words.empty() ? "it went off again" : words));
}

}  // namespace

std::unique_ptr<hal::Laser> make_itla_laser(const hal::DriverRequest& request, OpenStream open) {
  hal::LaserRanges ranges = hal::laser_ranges(request.instrument);
  // Steps of the registers; 1 MHz is 8 fm.
  ranges.output_power.resolution = std::max(ranges.output_power.resolution, 0.01);
  ranges.wavelength.resolution = std::max(ranges.wavelength.resolution, 1e-5);
  return std::make_unique<ItlaLaser>(request, ranges, std::move(open));
}

}  // namespace fiberloom::drivers
