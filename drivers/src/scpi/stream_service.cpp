#include <chrono>
#include <fiberloom/drivers/scpi/stream_service.hpp>
#include <fiberloom/drivers/wire/stream_reader.hpp>
#include <string>

namespace fiberloom::drivers {

MessageFormat program_message_format() { return {.is_text_only = false}; }

void serve_messages(ByteStream& stream, MessageDevice& device, std::mutex& turn,
                    const MessageFormat& format, const std::stop_token& stop) {
  // A client that does not take its answer for this long is gone, or might as well be.
  constexpr std::chrono::seconds patience(60);
  StreamReader reader(stream);
  std::string message;
  std::string answer;
  for (;;) {
    reader.read_message(message, format, Until::stopped(stop));
    {
      const std::scoped_lock lock(turn);
      device.execute(message, answer);
    }
    if (!answer.empty()) {
      stream.write(answer, Until::within(patience, stop));
    }
  }
}

}  // namespace fiberloom::drivers
