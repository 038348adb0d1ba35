#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/drivers/wire/transcript.hpp>
#include <string>
#include <string_view>

namespace fiberloom::test {

/// A capture file of TCP conversations, made up from what went over their streams: no privileges needed.
///
/// Source:  the libpcap file format; RFC 791 and RFC 9293 for the headers, without checksums.
class Pcap {
 public:
  Pcap() {
    put32(0xa1b2c3d4);  // byte order of this machine
    put16(2);
    put16(4);
    put32(0);
    put32(0);
    put32(0x40000);
    put32(101);  // raw IP
  }

  /// One conversation between a client's port and a server's, from the handshake on.
  void add(const drivers::Transcript& transcript, std::uint16_t client, std::uint16_t server) {
    std::uint32_t sent = 1000;
    std::uint32_t received = 5000;
    packet(client, server, sent++, 0, syn, {});
    packet(server, client, received++, sent, syn | ack, {});
    packet(client, server, sent, received, ack, {});
    for (const drivers::TranscriptEntry& entry : transcript) {
      const bool is_ours = entry.direction == drivers::Direction::sent;
      std::string_view rest = entry.bytes;
      while (!rest.empty()) {
        const std::string_view piece = rest.substr(0, 1400);
        rest.remove_prefix(piece.size());
        if (is_ours) {
          packet(client, server, sent, received, ack | push, piece);
          sent += static_cast<std::uint32_t>(piece.size());
        } else {
          packet(server, client, received, sent, ack | push, piece);
          received += static_cast<std::uint32_t>(piece.size());
        }
      }
    }
  }

  [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }

 private:
  static constexpr std::uint8_t syn = 2;
  static constexpr std::uint8_t push = 8;
  static constexpr std::uint8_t ack = 16;

  void packet(std::uint16_t from, std::uint16_t to, std::uint32_t sequence,
              std::uint32_t acknowledged, std::uint8_t flags, std::string_view data) {
    const auto size = static_cast<std::uint16_t>(40 + data.size());
    put32(++seconds_);
    put32(0);
    put32(size);
    put32(size);
    network16(0x4500);
    network16(size);
    network32(0x00004000);
    network32(0x40060000);  // TCP
    network32(0x7f000001);
    network32(0x7f000001);
    network16(from);
    network16(to);
    network32(sequence);
    network32(acknowledged);
    network16(static_cast<std::uint16_t>(0x5000U | flags));
    network16(0xffff);
    network32(0);
    bytes_ += data;
  }

  void put16(std::uint16_t value) { bytes_.append(reinterpret_cast<const char*>(&value), 2); }
  void put32(std::uint32_t value) { bytes_.append(reinterpret_cast<const char*>(&value), 4); }
  void network16(std::uint16_t value) {
    bytes_ += static_cast<char>(value >> 8U);
    bytes_ += static_cast<char>(value & 0xffU);
  }
  void network32(std::uint32_t value) {
    network16(static_cast<std::uint16_t>(value >> 16U));
    network16(static_cast<std::uint16_t>(value & 0xffffU));
  }

  std::string bytes_{};
  std::uint32_t seconds_ = 0;
};

}  // namespace fiberloom::test
