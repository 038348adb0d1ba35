#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/variable_attenuator.hpp>
#include <memory>
#include <vector>

namespace fiberloom::drivers {

/// Options of the address of an attenuator by these names.
struct ExfoAttenuatorConfig {
  double insertion_loss_db =
      0.0;  ///< what the instrument counts as attenuation where it takes least
};

/// Attenuators FVA-3100, which count attenuation as negative decibels.
[[nodiscard]] std::unique_ptr<hal::VariableAttenuator> make_exfo_attenuator(
    const hal::DriverRequest& request, const ExfoAttenuatorConfig& config,
    std::unique_ptr<Transport> transport);

[[nodiscard]] Dialect make_exfo_attenuator_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> exfo_attenuator_families();

}  // namespace fiberloom::drivers
