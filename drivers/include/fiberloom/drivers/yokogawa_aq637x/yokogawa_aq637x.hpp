#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/spectrum_analyzer.hpp>
#include <memory>
#include <string>
#include <vector>

namespace fiberloom::drivers {

/// Options of its address by these names. Who logs in only matters on raw TCP.
struct YokogawaAq637xConfig {
  bool has_login = false;  ///< of the wire: raw TCP has one
  std::string user = "anonymous";
  std::string password = " ";  ///< in plain text; any will do for "anonymous"
  std::string sensitivity = "MID";
  bool is_ascii = false;  ///< traces as text, for what sits in the way of binary blocks
  double sweep_timeout_s = 300.0;
};

/// Optical spectrum analysers AQ6370 to AQ6377 in their own command mode, over any message wire.
///
/// Source:  AQ6370C remote control manual; PyMeasure, InstrumentKit.
[[nodiscard]] std::unique_ptr<hal::SpectrumAnalyzer> make_yokogawa_aq637x(
    const hal::DriverRequest& request, const YokogawaAq637xConfig& config,
    std::unique_ptr<Transport> transport);

[[nodiscard]] Dialect make_yokogawa_aq637x_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> yokogawa_aq637x_families();

}  // namespace fiberloom::drivers
