#include <fiberloom/drivers/instrument/dialect.hpp>
#include <fiberloom/drivers/scpi/stream_service.hpp>
#include <utility>

namespace fiberloom::drivers {

AddressOptions dialect_options(const DialectRequest& request) {
  const std::string question = request.options.empty() ? "" : "?" + request.options;
  return {request.instrument.name(), parse_address("tcp://virtual" + question)};
}

Dialect message_dialect(std::shared_ptr<MessageDevice> device) {
  Dialect dialect{.device = std::move(device)};
  dialect.serve = [device = dialect.device, turn = dialect.turn](ByteStream& stream,
                                                                 const std::stop_token& stop) {
    serve_messages(stream, *device, *turn, program_message_format(), stop);
  };
  return dialect;
}

}  // namespace fiberloom::drivers
