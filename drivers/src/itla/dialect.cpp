#include <array>
#include <fiberloom/drivers/instrument/role_commands.hpp>
#include <fiberloom/drivers/itla/itla.hpp>
#include <fiberloom/drivers/wire/stream_reader.hpp>
#include <memory>

#include "itla_module.hpp"

namespace fiberloom::drivers {
namespace {

void serve_frames(ByteStream& stream, ItlaModule& module, std::mutex& turn,
                  const std::stop_token& stop) {
  constexpr std::chrono::seconds patience(60);
  StreamReader reader(stream);
  std::string last = encode(ItlaResponse{});
  for (;;) {
    const std::string frame(reader.fetch(itla_frame_bytes, Until::stopped(stop)));
    const std::optional<ItlaRequest> request = decode_itla_request(frame);
    const Until until = Until::within(patience, stop);
    if (!request) {
      const std::scoped_lock lock(turn);
      last = encode(module.complain_of_checksum(static_cast<std::uint8_t>(frame[1])));
      reader.discard_available(until);  // who lost a byte begins anew
    } else if (!request->wants_last_response) {
      const std::scoped_lock lock(turn);
      last = encode(module.execute(*request));
    }
    stream.write(last, until);
  }
}

}  // namespace

Dialect make_itla_dialect(const DialectRequest& request) {
  constexpr std::array<std::string_view, 2> releases{"1.2", "1.3"};
  AddressOptions options = dialect_options(request);
  ItlaModuleOptions module_options{
      .serial_number = request.serial_number,
      .has_fcf3 = options.word("virtual_release", "1.3", releases) == "1.3",
      .enable_polls = static_cast<int>(options.integer("virtual_enable_polls", 3, 1, 1000))};
  Dialect dialect;
  // Every connection speaks to the same module.
  const auto module = std::make_shared<ItlaModule>(role_of<hal::Laser>(request), request.light,
                                                   std::move(module_options));
  dialect.serve = [module, turn = dialect.turn](ByteStream& stream, const std::stop_token& stop) {
    serve_frames(stream, *module, *turn, stop);
  };
  return dialect;
}

}  // namespace fiberloom::drivers
