#pragma once

#include <fiberloom/drivers/http/http_message.hpp>
#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/instrument/instrument_family.hpp>
#include <fiberloom/drivers/wire/until.hpp>
#include <fiberloom/hal/driver_registry.hpp>
#include <fiberloom/hal/instruments/programmable_filter.hpp>
#include <functional>
#include <memory>
#include <vector>

namespace fiberloom::drivers {

/// One question and its answer over HTTP.
using HttpExchange = std::function<HttpResponse(const HttpRequest&, const Until&)>;

/// Options of its address by these names.
struct FinisarWaveshaperConfig {
  int port = 1;                       ///< output that the light leaves by
  double center_wavelength_nm = 0.0;  ///< 0: that of the rig
};

/// WaveShapers of the A series, over HTTP.
///
/// Source:  WaveShaper A series manual, HTTP interface and WSP files.
[[nodiscard]] std::unique_ptr<hal::ProgrammableFilter> make_finisar_waveshaper(
    const hal::DriverRequest& request, const FinisarWaveshaperConfig& config,
    HttpExchange exchange);

[[nodiscard]] Dialect make_finisar_waveshaper_dialect(const DialectRequest& request);

[[nodiscard]] std::vector<InstrumentFamily> finisar_waveshaper_families();

}  // namespace fiberloom::drivers
