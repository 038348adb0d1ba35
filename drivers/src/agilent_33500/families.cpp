#include <fiberloom/drivers/agilent_33500/agilent_33500.hpp>
#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>

namespace fiberloom::drivers {
namespace {

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  const Agilent33500Config config{
      .highest_rate_gsa_per_s = options.number("highest_rate_gsa_per_s", 0.25, {1e-6, 1.0}),
      .memory_samples =
          static_cast<std::size_t>(options.integer("memory_samples", 1'000'000, 64, 64'000'000)),
      .driver_gain = options.number("driver_gain", 10.0, {0.01, 1000.0})};
  auto transport = open_transport(address, {}, options);
  options.require_all_taken();
  return make_agilent_33500(request, config, std::move(transport));
}

}  // namespace

std::vector<InstrumentFamily> agilent_33500_families() {
  return {{.driver = {.id = "keysight/33500",
                      .role = "waveform_generator",
                      .summary = "Agilent and Keysight 33500 and 33600 function generators",
                      .make = make},
           .usual_wire = {.scheme = WireScheme::tcp, .port = 5025},
           .make_dialect = make_agilent_33500_dialect}};
}

}  // namespace fiberloom::drivers
