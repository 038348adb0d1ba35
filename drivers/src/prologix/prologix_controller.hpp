#pragma once

#include <condition_variable>
#include <cstdint>
#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <fiberloom/drivers/wire/stream_reader.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace fiberloom::drivers {

/// One GPIB controller as all its instruments in this process share it: it takes one connection, and speaks to one address at
/// a time.
///
/// What fails closes the connection, so that no late byte meets anybody's next question; the next turn opens it again.
/// Threads: safe; a turn waits for the one before it, no longer than its deadline.
class PrologixController {
 public:
  PrologixController(std::string host, std::uint16_t port);
  PrologixController(const PrologixController&) = delete;
  PrologixController& operator=(const PrologixController&) = delete;

  /// The one controller at that place, as long as anybody in the process has it.
  [[nodiscard]] static std::shared_ptr<PrologixController> at(const std::string& host,
                                                              std::uint16_t port);

  struct Wire {
    ByteStream& stream;
    StreamReader& reader;
  };
  using Turn = std::function<void(const Wire&)>;

  /// With the controller connected and talking to `gpib_address` ("12", "12 96").
  void take_turn(const std::string& gpib_address, const Until& until, const Turn& turn);

 private:
  void connect(const Until& until);
  void hang_up() noexcept;

  std::string host_;
  std::uint16_t port_;
  class Place;

  std::mutex mutex_{};
  std::condition_variable_any is_free_{};
  bool is_taken_ = false;
  std::unique_ptr<ByteStream> stream_{};
  std::unique_ptr<StreamReader> reader_{};
  std::string selected_{};  // the address it talks to; empty: not told yet
};

}  // namespace fiberloom::drivers
