#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// What a client did wrong with the order of questions and answers; the wire notices, the instrument reports it.
enum class QueryFault {
  interrupted,   ///< it spoke again before it took the answer
  unterminated,  ///< it wanted an answer that it had not asked for
};

/// An instrument behind a server: messages in, answers out. It knows nothing of wires.
///
/// Threads: one at a time; servers see to it.
class MessageDevice {
 public:
  virtual ~MessageDevice() = default;
  MessageDevice(const MessageDevice&) = delete;
  MessageDevice& operator=(const MessageDevice&) = delete;

  /// Does what one message says. The whole answer with its terminator takes the place of what `answer` held, whose memory is
  /// used again; empty when there is none.
  virtual void execute(std::string_view message, std::string& answer) = 0;
  /// Device clear: forgets what was being said, keeps its settings.
  virtual void clear() = 0;
  virtual void trigger() = 0;
  virtual void note(QueryFault fault) = 0;
  /// The status byte as a serial poll sees it; `has_answer` is what only the wire knows.
  [[nodiscard]] virtual std::uint8_t status_byte(bool has_answer) = 0;

  [[nodiscard]] std::string ask(std::string_view message) {
    std::string answer;
    execute(message, answer);
    return answer;
  }

 protected:
  MessageDevice() = default;
};

}  // namespace fiberloom::drivers
