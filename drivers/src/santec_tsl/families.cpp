#include <array>
#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/drivers/santec_tsl/santec_tsl.hpp>

#include "delimiters.hpp"

namespace fiberloom::drivers {
namespace {

constexpr std::uint16_t santec_port = 5000;

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  constexpr std::array<std::string_view, 2> command_sets{"legacy", "scpi"};
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  const SantecConfig config{.command_set =
                                options.word("command_set", "scpi", command_sets) == "scpi"
                                    ? SantecCommandSet::scpi
                                    : SantecCommandSet::legacy};
  const std::string delimiter = options.word("delimiter", "cr", santec_delimiters);
  auto transport = open_transport(
      address, {.stream = santec_stream_options(delimiter), .tcp_port = santec_port}, options);
  options.require_all_taken();
  return make_santec_laser(request, config, std::move(transport));
}

}  // namespace

std::vector<InstrumentFamily> santec_tsl_families() {
  return {{.driver = {.id = "santec/tsl",
                      .role = "laser",
                      .summary = "Santec TSL-5xx and TSL-7xx tunable lasers",
                      .make = make},
           .usual_wire = {.scheme = WireScheme::tcp, .port = santec_port},
           .make_dialect = make_santec_dialect}};
}

}  // namespace fiberloom::drivers
