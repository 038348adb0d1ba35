#pragma once

#include <cstdint>
#include <string_view>

namespace fiberloom::drivers::vxi11 {

inline constexpr std::uint32_t core_program = 0x0607af;
inline constexpr std::uint32_t abort_program = 0x0607b0;
inline constexpr std::uint32_t interrupt_program = 0x0607b1;
inline constexpr std::uint32_t program_version = 1;

/// Procedures of the three channels.
///
/// Source:  VXI-11 TCP/IP Instrument Protocol Specification, revision 1.0, appendix B and C.
enum Procedure : std::uint32_t {
  device_abort = 1,
  create_link = 10,
  device_write = 11,
  device_read = 12,
  device_readstb = 13,
  device_trigger = 14,
  device_clear = 15,
  device_remote = 16,
  device_local = 17,
  device_lock = 18,
  device_unlock = 19,
  device_enable_srq = 20,
  device_docmd = 22,
  destroy_link = 23,
  create_intr_chan = 25,
  destroy_intr_chan = 26,
  device_intr_srq = 30
};

enum class Error : std::uint32_t {
  none = 0,
  syntax = 1,
  not_accessible = 3,
  invalid_link = 4,
  parameter = 5,
  no_channel = 6,
  unsupported = 8,
  out_of_resources = 9,
  locked = 11,
  no_lock_held = 12,
  io_timeout = 15,
  io = 17,
  invalid_address = 21,
  aborted = 23,
  channel_exists = 29
};

namespace flag {
inline constexpr std::uint32_t wait_for_lock = 0x01;
inline constexpr std::uint32_t end = 0x08;
inline constexpr std::uint32_t has_termination = 0x80;
}  // namespace flag

namespace reason {
inline constexpr std::uint32_t request_count = 1;
inline constexpr std::uint32_t termination = 2;
inline constexpr std::uint32_t end = 4;
}  // namespace reason

// Arguments and results, field by field in the order of the wire. Times are in milliseconds.

struct CreateLink {
  std::uint32_t client = 0;
  bool lock = false;
  std::uint32_t lock_timeout_ms = 0;
  std::string_view device{};

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(client);
    xdr(lock);
    xdr(lock_timeout_ms);
    xdr(device);
  }
};

struct CreatedLink {
  std::uint32_t error = 0;
  std::uint32_t link = 0;
  std::uint32_t abort_port = 0;
  std::uint32_t longest_write = 0;

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(error);
    xdr(link);
    xdr(abort_port);
    xdr(longest_write);
  }
};

struct Write {
  std::uint32_t link = 0;
  std::uint32_t io_timeout_ms = 0;
  std::uint32_t lock_timeout_ms = 0;
  std::uint32_t flags = 0;
  std::string_view data{};

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(link);
    xdr(io_timeout_ms);
    xdr(lock_timeout_ms);
    xdr(flags);
    xdr(data);
  }
};

struct Written {
  std::uint32_t error = 0;
  std::uint32_t size = 0;

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(error);
    xdr(size);
  }
};

struct Read {
  std::uint32_t link = 0;
  std::uint32_t request_size = 0;
  std::uint32_t io_timeout_ms = 0;
  std::uint32_t lock_timeout_ms = 0;
  std::uint32_t flags = 0;
  std::uint32_t termination = 0;

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(link);
    xdr(request_size);
    xdr(io_timeout_ms);
    xdr(lock_timeout_ms);
    xdr(flags);
    xdr(termination);
  }
};

struct HasRead {
  std::uint32_t error = 0;
  std::uint32_t reason = 0;
  std::string_view data{};

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(error);
    xdr(reason);
    xdr(data);
  }
};

/// Of readstb, trigger, clear, remote and local: here the times stand the other way round.
struct Generic {
  std::uint32_t link = 0;
  std::uint32_t flags = 0;
  std::uint32_t lock_timeout_ms = 0;
  std::uint32_t io_timeout_ms = 0;

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(link);
    xdr(flags);
    xdr(lock_timeout_ms);
    xdr(io_timeout_ms);
  }
};

struct Lock {
  std::uint32_t link = 0;
  std::uint32_t flags = 0;
  std::uint32_t lock_timeout_ms = 0;

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(link);
    xdr(flags);
    xdr(lock_timeout_ms);
  }
};

/// Of device_unlock, destroy_link and device_abort.
struct OnlyLink {
  std::uint32_t link = 0;

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(link);
  }
};

struct OnlyError {
  std::uint32_t error = 0;

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(error);
  }
};

struct StatusByte {
  std::uint32_t error = 0;
  std::uint32_t status_byte = 0;

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(error);
    xdr(status_byte);
  }
};

struct EnableServiceRequest {
  std::uint32_t link = 0;
  bool enable = false;
  std::string_view handle{};  ///< at most 40 bytes, given back with each interrupt

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(link);
    xdr(enable);
    xdr(handle);
  }
};

struct CreateInterruptChannel {
  std::uint32_t host_address = 0;  ///< IPv4, the first byte on top
  std::uint32_t host_port = 0;
  std::uint32_t program = interrupt_program;
  std::uint32_t version = program_version;
  std::uint32_t family = 0;  ///< 0 TCP, 1 UDP

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(host_address);
    xdr(host_port);
    xdr(program);
    xdr(version);
    xdr(family);
  }
};

struct ServiceRequest {
  std::string_view handle{};

  template <class Xdr>
  void fields(Xdr& xdr) {
    xdr(handle);
  }
};

}  // namespace fiberloom::drivers::vxi11
