#include <array>
#include <fiberloom/drivers/amonics_edfa/amonics_edfa.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/itla/itla.hpp>
#include <fiberloom/drivers/keysight_816x/keysight_816x.hpp>
#include <fiberloom/drivers/keysight_infiniium/keysight_infiniium.hpp>
#include <fiberloom/drivers/keysight_m819x/keysight_m819x.hpp>
#include <utility>

namespace fiberloom::drivers {

std::vector<InstrumentFamily> instrument_families() {
  constexpr std::array families_of{
      amonics_edfa_families,       itla_families,           keysight_816x_families,
      keysight_infiniium_families, keysight_m819x_families,
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
