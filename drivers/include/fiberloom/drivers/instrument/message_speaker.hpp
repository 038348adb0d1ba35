#pragma once

#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// A driver whose instrument speaks in messages, for people who want to say something to it that the driver has no
/// words for. What such a message changes the driver does not know: who sends it sees to the interlocks.
///
/// Throws:  InstrumentError as InstrumentLine.
/// Threads: as the instrument.
class MessageSpeaker {
 public:
  virtual ~MessageSpeaker() = default;
  MessageSpeaker(const MessageSpeaker&) = delete;
  MessageSpeaker& operator=(const MessageSpeaker&) = delete;

  /// The answer when the message asks something, else nothing.
  [[nodiscard]] virtual std::string exchange(std::string_view message) = 0;

 protected:
  MessageSpeaker() = default;
};

}  // namespace fiberloom::drivers
