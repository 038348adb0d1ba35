#pragma once

#include <cstdint>
#include <deque>
#include <fiberloom/drivers/hislip/hislip_message.hpp>
#include <fiberloom/drivers/hislip/hislip_transport.hpp>
#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <fiberloom/drivers/wire/stream_reader.hpp>
#include <memory>
#include <span>
#include <string>

namespace fiberloom::drivers {

/// One connection of a client: both channels, the numbers of messages, what is known of the answer.
class HislipTransport::Channels {
 public:
  Channels(const HislipAddress& address, std::string name, const Until& until);

  void write(std::span<const std::string_view> parts, const Until& until);
  void read(std::string& message, const Until& until);
  void trigger(const Until& until);
  void clear(const Until& until);
  [[nodiscard]] std::uint8_t status(const Until& until);
  /// The response's control byte and parameter.
  [[nodiscard]] hislip::Header ask(const hislip::Header& question, hislip::Type wanted,
                                   std::string_view payload, const Until& until);
  [[nodiscard]] std::uint8_t next_service_request(const Until& until);

  [[nodiscard]] std::uint32_t last_message() const noexcept { return last_message_; }
  /// Whether both streams stand between two messages, so that a device clear has a chance.
  [[nodiscard]] bool is_intact() const noexcept { return !is_inside_message_; }

 private:
  void open_sync(const HislipAddress& address, const Until& until);
  void open_async(const HislipAddress& address, const Until& until);
  [[nodiscard]] hislip::Header receive(StreamReader& reader, std::string& payload,
                                       const Until& until);
  [[nodiscard]] bool is_answer(const hislip::Header& header) const noexcept;
  [[nodiscard]] std::uint8_t take_delivery_flag() noexcept;

  std::string name_;
  std::unique_ptr<ByteStream> sync_;
  std::unique_ptr<ByteStream> async_{};
  StreamReader sync_reader_;
  std::unique_ptr<StreamReader> async_reader_{};
  std::string payload_{};
  std::deque<std::uint8_t> service_requests_{};
  std::uint64_t longest_payload_ = 1024;
  std::uint32_t next_message_ = hislip::first_message;
  std::uint32_t last_message_ = hislip::before_first_message;
  std::uint16_t session_ = 0;
  bool wants_overlapped_ = false;
  bool is_overlapped_ = false;
  bool was_delivered_ = false;  // an answer was taken that the server has not heard of
  bool is_inside_message_ = false;
};

}  // namespace fiberloom::drivers
