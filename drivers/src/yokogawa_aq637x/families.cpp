#include <array>
#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/instrument/open_transport.hpp>
#include <fiberloom/drivers/yokogawa_aq637x/yokogawa_aq637x.hpp>

namespace fiberloom::drivers {
namespace {

constexpr std::uint16_t tcp_port = 10001;

std::unique_ptr<hal::Instrument> make(const hal::DriverRequest& request) {
  constexpr std::array<std::string_view, 7> sensitivities{"NHLD",  "NAUT",  "NORM", "MID",
                                                          "HIGH1", "HIGH2", "HIGH3"};
  constexpr std::array<std::string_view, 2> formats{"real", "ascii"};
  const hal::InstrumentSpec& spec = request.instrument.spec;
  const WireAddress address = parse_address(spec.address);
  AddressOptions options(spec.name, address);
  const YokogawaAq637xConfig config{
      .has_login = address.scheme == WireScheme::tcp,
      .user = options.text("user", "anonymous"),
      .password = options.text("password", " "),
      .sensitivity = options.word("sensitivity", "MID", sensitivities),
      .is_ascii = options.word("format", "real", formats) == "ascii",
      .sweep_timeout_s = options.number("sweep_timeout_s", 300.0, {1.0, 36000.0})};
  auto transport = open_transport(address, {.tcp_port = tcp_port}, options);
  options.require_all_taken();
  return make_yokogawa_aq637x(request, config, std::move(transport));
}

}  // namespace

std::vector<InstrumentFamily> yokogawa_aq637x_families() {
  return {{.driver = {.id = "yokogawa/aq637x",
                      .role = "spectrum_analyzer",
                      .summary = "Yokogawa AQ6370 to AQ6377 optical spectrum analysers",
                      .make = make},
           .usual_wire = {.scheme = WireScheme::tcp, .port = tcp_port},
           .make_dialect = make_yokogawa_aq637x_dialect}};
}

}  // namespace fiberloom::drivers
