#include "hislip_channels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fiberloom/drivers/wire/message_parts.hpp>
#include <fiberloom/drivers/wire/tcp.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

namespace fiberloom::drivers {

using hislip::Header;
using hislip::Type;

namespace {

constexpr std::uint32_t vendor = 0x464c;  // "FL"
constexpr std::uint64_t longest_message = std::uint64_t{16}
                                          << 20U;  // that the server may send at once
constexpr std::uint64_t longest_answer = std::uint64_t{1} << 30U;
constexpr std::uint8_t needs_encryption = 0x06;  // two bits of InitializeResponse since 2.0

}  // namespace

HislipTransport::Channels::Channels(const HislipAddress& address, std::string name,
                                    const Until& until)
    : name_(std::move(name)),
      sync_(connect_tcp(address.host, address.port, until)),
      sync_reader_(*sync_),
      wants_overlapped_(address.is_overlapped) {
  open_sync(address, until);
  open_async(address, until);
  if (is_overlapped_ != wants_overlapped_) {
    clear(until);  // the mode is settled there
  }
}

void HislipTransport::Channels::open_sync(const HislipAddress& address, const Until& until) {
  const std::uint32_t version = std::uint32_t{hislip::version_1_0} << 16U;
  sync_->write(hislip::encode({.type = Type::initialize, .parameter = version | vendor},
                              address.sub_address),
               until);
  const Header response = receive(sync_reader_, payload_, until);
  if (response.type != Type::initialize_response) {
    throw protocol_error(name_, "the server did not answer the greeting");
  }
  if ((response.control & needs_encryption) != 0) {
    throw unsupported_error(name_,
                            "the server insists on encryption or credentials, which are not "
                            "spoken here; allow plain connections on the instrument");
  }
  session_ = static_cast<std::uint16_t>(response.parameter & 0xffffU);
  is_overlapped_ = (response.control & hislip::overlapped) != 0;
}

void HislipTransport::Channels::open_async(const HislipAddress& address, const Until& until) {
  async_ = connect_tcp(address.host, address.port, until);
  async_reader_ = std::make_unique<StreamReader>(*async_);
  static_cast<void>(ask({.type = Type::async_initialize, .parameter = session_},
                        Type::async_initialize_response, "", until));
  static_cast<void>(ask({.type = Type::async_maximum_message_size},
                        Type::async_maximum_message_size_response,
                        hislip::encode_size(longest_message), until));
  const std::uint64_t size = hislip::decode_size(payload_);
  longest_payload_ = std::max(size, std::uint64_t{hislip::header_size + 1}) - hislip::header_size;
}

Header HislipTransport::Channels::receive(StreamReader& reader, std::string& payload,
                                          const Until& until) {
  const Header header = hislip::decode(reader.fetch(hislip::header_size, until));
  if (payload.size() + header.payload_size > longest_answer) {
    throw protocol_error(name_, "a payload without measure");
  }
  is_inside_message_ = true;
  const bool is_data = header.type == Type::data || header.type == Type::data_end;
  std::string words;
  reader.append(is_data ? payload : words, header.payload_size, until);
  is_inside_message_ = false;
  if (header.type == Type::fatal_error) {
    is_inside_message_ = true;  // the server hangs up
    throw refused_error(name_, fmt::format("the server gave up: '{}' ({})", words, header.control));
  }
  if (header.type == Type::error) {
    throw unsupported_error(name_,
                            fmt::format("the server answered: '{}' ({})", words, header.control));
  }
  if (!is_data) {
    payload_ = std::move(words);  // what came of an answer before stays
  }
  return header;
}

std::uint8_t HislipTransport::Channels::take_delivery_flag() noexcept {
  return std::exchange(was_delivered_, false) ? hislip::answer_was_taken : std::uint8_t{0};
}

void HislipTransport::Channels::write(std::span<const std::string_view> parts, const Until& until) {
  MessageParts message(parts);
  is_inside_message_ = true;
  do {
    const std::string payload = message.take(longest_payload_);
    const std::string front =
        hislip::encode(Header{.type = message.is_over() ? Type::data_end : Type::data,
                              .control = take_delivery_flag(),
                              .parameter = next_message_,
                              .payload_size = payload.size()});
    const std::array<std::string_view, 2> pieces{front, payload};
    sync_->write_parts(pieces, until);
    last_message_ = std::exchange(next_message_, next_message_ + 2);
  } while (!message.is_over());
  is_inside_message_ = false;
}

void HislipTransport::Channels::trigger(const Until& until) {
  sync_->write(
      hislip::encode(
          {.type = Type::trigger, .control = take_delivery_flag(), .parameter = next_message_}, ""),
      until);
  last_message_ = std::exchange(next_message_, next_message_ + 2);
}

// In overlapped mode the server counts its answers by itself, and they come in order.
bool HislipTransport::Channels::is_answer(const Header& header) const noexcept {
  const bool is_data = header.type == Type::data || header.type == Type::data_end;
  return is_data && (is_overlapped_ || header.parameter == last_message_ ||
                     header.parameter == hislip::any_message);
}

void HislipTransport::Channels::read(std::string& message, const Until& until) {
  message.clear();
  for (;;) {
    const std::size_t held = message.size();
    const Header header = receive(sync_reader_, message, until);
    if (!is_answer(header)) {
      message.resize(std::min(held, message.size()));
      if (header.type == Type::interrupted) {
        message.clear();
      }
      continue;
    }
    if (header.type == Type::data_end) {
      was_delivered_ = true;
      return;
    }
  }
}

Header HislipTransport::Channels::ask(const Header& question, Type wanted, std::string_view payload,
                                      const Until& until) {
  async_->write(hislip::encode(question, payload), until);
  for (;;) {
    payload_.clear();
    const Header response = receive(*async_reader_, payload_, until);
    if (response.type == Type::async_service_request) {
      service_requests_.push_back(response.control);
    }
    if (response.type == wanted) {
      return response;
    }
  }
}

std::uint8_t HislipTransport::Channels::next_service_request(const Until& until) {
  while (service_requests_.empty()) {
    payload_.clear();
    const Header message = receive(*async_reader_, payload_, until);
    if (message.type == Type::async_service_request) {
      service_requests_.push_back(message.control);
    }
  }
  const std::uint8_t first = service_requests_.front();
  service_requests_.pop_front();
  return first;
}

std::uint8_t HislipTransport::Channels::status(const Until& until) {
  return ask({.type = Type::async_status_query,
              .control = take_delivery_flag(),
              .parameter = last_message_},
             Type::async_status_response, "", until)
      .control;
}

void HislipTransport::Channels::clear(const Until& until) {
  static_cast<void>(
      ask({.type = Type::async_device_clear}, Type::async_device_clear_acknowledge, "", until));
  const auto feature =
      static_cast<std::uint8_t>(wants_overlapped_ ? hislip::overlapped : std::uint8_t{0});
  sync_->write(hislip::encode({.type = Type::device_clear_complete, .control = feature}, ""),
               until);
  for (;;) {
    std::string dropped;
    const Header header = receive(sync_reader_, dropped, until);
    if (header.type == Type::device_clear_acknowledge) {
      is_overlapped_ = (header.control & hislip::overlapped) != 0;
      break;
    }
  }
  next_message_ = hislip::first_message;
  last_message_ = hislip::before_first_message;
  was_delivered_ = false;
}

}  // namespace fiberloom::drivers
