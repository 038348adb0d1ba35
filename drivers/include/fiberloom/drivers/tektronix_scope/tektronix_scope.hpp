#pragma once

#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/transport.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/digitizer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// How an oscilloscope is wired; options of its address by these names.
struct TektronixScopeConfig {
  int channel = 1;
  std::string trigger = "AUX";     ///< source of the edge trigger, in the oscilloscope's word
  double trigger_timeout_s = 2.0;  ///< after which a trigger that did not come is missed
};

/// What Tektronix oscilloscopes answer to WFMOutpre? without headers, as far as it is needed.
struct TektronixPreamble {
  std::size_t points = 0;
  double y_multiplier_v = 0.0;
  double y_offset = 0.0;  ///< in codes
  double y_zero_v = 0.0;

  bool operator==(const TektronixPreamble&) const = default;
};

/// Which fields there are differs between series: the units in quotes show the way. Nothing where they do not stand.
[[nodiscard]] std::optional<TektronixPreamble> parse_tektronix_preamble(std::string_view answer);

/// Tektronix MSO and DPO oscilloscopes with FastFrame, over any message wire: one frame of it for each frame.
///
/// Source:  programmer manuals of MSO/DPO5000, 70000 and of the 5 and 6 series.
[[nodiscard]] std::unique_ptr<hal::Digitizer> make_tektronix_scope(
    const hal::DriverRequest& request, const TektronixScopeConfig& config,
    std::unique_ptr<Transport> transport);

[[nodiscard]] Dialect make_tektronix_scope_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> tektronix_scope_families();

}  // namespace fiberloom::drivers
