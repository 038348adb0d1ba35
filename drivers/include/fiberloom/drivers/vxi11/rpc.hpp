#pragma once

#include <cstdint>
#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <fiberloom/drivers/wire/stream_reader.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

/// Which procedure of which program is called.
struct RpcCall {
  std::uint32_t transaction = 0;
  std::uint32_t program = 0;
  std::uint32_t version = 0;
  std::uint32_t procedure = 0;

  bool operator==(const RpcCall&) const = default;
};

enum class RpcOutcome : std::uint32_t {
  success = 0,
  program_unavailable = 1,
  program_mismatch = 2,
  procedure_unavailable = 3,
  garbage_arguments = 4,
  system_error = 5
};

struct RpcReply {
  std::uint32_t transaction = 0;
  RpcOutcome outcome = RpcOutcome::success;
  std::string_view results{};
};

struct DecodedCall {
  RpcCall call{};
  std::string_view arguments{};
};

/// One call or reply without its record mark, as it goes into a datagram.
///
/// Source:  RFC 5531, ONC RPC version 2, no authentication.
[[nodiscard]] std::string encode_call(const RpcCall& call, std::string_view arguments);
[[nodiscard]] std::string encode_reply(const RpcReply& reply);
/// Throws:  InstrumentError "transport.protocol" for what is no call or no accepted reply.
[[nodiscard]] DecodedCall decode_call(std::string_view message);
[[nodiscard]] RpcReply decode_reply(std::string_view message);

/// The four bytes in front of a message on a stream: the whole of it is one fragment.
[[nodiscard]] std::string record_mark(std::size_t size);
/// One message of any number of fragments, in place of what `into` held. A record of more than `longest` bytes is refused.
void read_record(StreamReader& reader, std::string& into, std::size_t longest, const Until& until);

/// Calls procedures over one stream, one at a time. Replies to calls that were given up are skipped.
///
/// Threads: one at a time; the stream outlives it.
class RpcClient {
 public:
  explicit RpcClient(ByteStream& stream, std::uint32_t first_transaction = 1);

  /// The results; valid until the next call.
  /// Throws:  InstrumentError "transport.unsupported" when the server lacks the procedure, "transport.protocol",
  ///          and what the stream throws.
  [[nodiscard]] std::string_view call(RpcCall call, std::string_view arguments, const Until& until);
  /// Without a reply, as interrupts are sent.
  void send(RpcCall call, std::string_view arguments, const Until& until);
  /// Whether the stream stands between two records, so that another call can follow.
  [[nodiscard]] bool is_intact() const noexcept { return is_intact_; }

 private:
  ByteStream& stream_;
  StreamReader reader_;
  std::string record_{};
  std::uint32_t next_transaction_;
  bool is_intact_ = true;
};

/// One program of a server: takes a procedure and its arguments; nothing for a procedure that it does not have.
struct RpcProgram {
  std::uint32_t number = 0;
  std::uint32_t version = 0;
  std::function<std::optional<std::string>(std::uint32_t procedure, std::string_view arguments)>
      run{};
};

/// The reply to one call, whatever stands in it; nothing for bytes that are no call at all.
[[nodiscard]] std::optional<std::string> answer_call(const std::vector<RpcProgram>& programs,
                                                     std::string_view message);

/// Serves calls on one stream until the client hangs up.
void serve_calls(ByteStream& stream, const std::vector<RpcProgram>& programs,
                 const std::stop_token& stop);

}  // namespace fiberloom::drivers
