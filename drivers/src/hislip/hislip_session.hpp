#pragma once

#include <cstdint>
#include <fiberloom/drivers/hislip/hislip_message.hpp>
#include <fiberloom/drivers/hislip/hislip_server.hpp>
#include <fiberloom/drivers/wire/service_request_latch.hpp>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "hislip_locks.hpp"

namespace fiberloom::drivers::hislip {

/// What all clients of one instrument share.
struct Shared {
  MessageDevice& device;
  std::mutex& turn;
  const HislipServerOptions& options;
  Locks locks{};
  std::function<void()> status_changed{};
};

/// One client with its two channels, each served by a thread of its own.
///
/// Threads: serve_sync() and serve_async() once each, tell() from anywhere.
class Session {
 public:
  Session(Shared& shared, std::uint16_t id);

  [[nodiscard]] std::uint16_t id() const noexcept { return id_; }

  void serve_sync(ByteStream& stream, StreamReader& reader, const std::stop_token& stop);
  void serve_async(ByteStream& stream, StreamReader& reader, const std::stop_token& stop);
  /// Sends a message on the asynchronous channel as soon as its thread can.
  void tell(std::string message);

 private:
  // Synchronous channel.
  void take_data(ByteStream& stream, StreamReader& reader, const Header& header,
                 const Until& until);
  void note_interruption(ByteStream& stream, const Header& header, const Until& until);
  void answer(ByteStream& stream, const Header& question, std::string_view answer,
              const Until& until);
  void finish_clear(ByteStream& stream, const Header& header, const Until& until);
  // Asynchronous channel.
  void flush(ByteStream& stream, const Until& until);
  [[nodiscard]] std::stop_token wake_token();
  [[nodiscard]] std::string respond(const Header& header, const std::string& payload,
                                    const std::stop_token& stop);
  [[nodiscard]] std::string lock_response(const Header& header, const std::string& payload,
                                          const std::stop_token& stop);
  [[nodiscard]] std::string status_response(const Header& header);
  [[nodiscard]] std::string start_clear();

  Shared& shared_;
  std::uint16_t id_;
  std::stop_source over_{};  // either channel is gone

  std::mutex mutex_{};  // of all below
  std::vector<std::string> outbox_{};
  std::stop_source wake_{};
  bool is_overlapped_ = false;
  bool is_clearing_ = false;
  bool has_answer_ = false;  // one was sent that the client has not taken
  std::uint32_t last_message_ = before_first_message;
  std::uint64_t longest_payload_ = 1024;

  std::string input_{};  // of the synchronous thread alone
  std::string reply_{};
  std::uint32_t next_answer_ = first_message;  // in overlapped mode
};

}  // namespace fiberloom::drivers::hislip
