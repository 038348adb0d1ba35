#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/finisar_waveshaper/finisar_waveshaper.hpp>
#include <fiberloom/drivers/http/http_exchange.hpp>
#include <fiberloom/drivers/instrument/address_options.hpp>

namespace fiberloom::drivers {
namespace {

constexpr std::uint16_t http_port = 80;

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  if (address.scheme != WireScheme::http) {
    throw core::InputError("input.address", spec.name + ": a WaveShaper speaks over HTTP, " +
                                                spec.address + " is none; write http://HOST");
  }
  AddressOptions options(spec.name, address);
  const FinisarWaveshaperConfig config{
      .port = static_cast<int>(options.integer("port", 1, 1, 4)),
      .center_wavelength_nm = options.number("center_wavelength_nm", 0.0, {0.0, 3000.0})};
  options.require_all_taken();
  const HttpAddress place{.host = address.host,
                          .port = address.port == 0 ? http_port : address.port};
  return make_finisar_waveshaper(request, config,
                                 [place](const HttpRequest& question, const Until& until) {
                                   return http_exchange(place, question, until);
                                 });
}

}  // namespace

std::vector<InstrumentFamily> finisar_waveshaper_families() {
  return {{.driver = {.id = "finisar/waveshaper",
                      .role = "programmable_filter",
                      .summary = "Finisar WaveShapers of the A series",
                      .make = make},
           .usual_wire = {.scheme = WireScheme::http, .port = http_port},
           .make_dialect = make_finisar_waveshaper_dialect}};
}

}  // namespace fiberloom::drivers
