#include <array>
#include <fiberloom/drivers/agilent_33500/agilent_33500.hpp>
#include <fiberloom/drivers/amonics_edfa/amonics_edfa.hpp>
#include <fiberloom/drivers/exfo_attenuator/exfo_attenuator.hpp>
#include <fiberloom/drivers/finisar_waveshaper/finisar_waveshaper.hpp>
#include <fiberloom/drivers/generic_scpi/generic_scpi.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/itla/itla.hpp>
#include <fiberloom/drivers/keysight_816x/keysight_816x.hpp>
#include <fiberloom/drivers/keysight_infiniium/keysight_infiniium.hpp>
#include <fiberloom/drivers/keysight_m819x/keysight_m819x.hpp>
#include <fiberloom/drivers/oz_attenuator/oz_attenuator.hpp>
#include <fiberloom/drivers/santec_tsl/santec_tsl.hpp>
#include <fiberloom/drivers/tektronix_scope/tektronix_scope.hpp>
#include <fiberloom/drivers/thorlabs_itc4000/thorlabs_itc4000.hpp>
#include <fiberloom/drivers/thorlabs_pm100/thorlabs_pm100.hpp>
#include <fiberloom/drivers/yokogawa_aq637x/yokogawa_aq637x.hpp>
#include <utility>

namespace fiberloom::drivers {

std::vector<InstrumentFamily> instrument_families() {
  // The first family of a role is the one of an instrument that names none.
  constexpr std::array families_of{
      itla_families,
      keysight_816x_families,
      keysight_m819x_families,
      keysight_infiniium_families,
      agilent_33500_families,
      amonics_edfa_families,
      exfo_attenuator_families,
      finisar_waveshaper_families,
      generic_scpi_families,
      oz_attenuator_families,
      santec_tsl_families,
      tektronix_scope_families,
      thorlabs_itc4000_families,
      thorlabs_pm100_families,
      yokogawa_aq637x_families,
  };
  std::vector<InstrumentFamily> all;
  for (const auto& families : families_of) {
    for (InstrumentFamily& family : families()) {
      all.push_back(std::move(family));
    }
  }
  return all;
}

hal::DriverRegistry driver_registry() {
  hal::DriverRegistry registry;
  for (InstrumentFamily& family : instrument_families()) {
    registry.add(std::move(family.driver));
  }
  return registry;
}

}  // namespace fiberloom::drivers
