#include <fiberloom/drivers/amonics_edfa/amonics_edfa.hpp>
#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>

namespace fiberloom::drivers {
namespace {

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  AmonicsConfig config;
  config.channel = static_cast<int>(options.integer("channel", config.channel, 1, 9));
  config.pause_ms = options.number("pause_ms", config.pause_ms, {0.0, 1e4});
  auto transport = open_transport(
      address,
      {.stream = amonics_stream_options(), .serial = {.baud_rate = 19200}, .serial_marker = {}},
      options);
  options.require_all_taken();
  return make_amonics_amplifier(request, config, std::move(transport));
}

}  // namespace

std::vector<InstrumentFamily> amonics_edfa_families() {
  return {{.driver = {.id = "amonics/aedfa",
                      .role = "optical_amplifier",
                      .summary = "Amonics AEDFA amplifiers with power control (APC)",
                      .make = make},
           // A virtual one needs no rest.
           .usual_wire = {.scheme = WireScheme::serial, .options = {{"pause_ms", "1"}}},
           .make_dialect = make_amonics_dialect}};
}

}  // namespace fiberloom::drivers
