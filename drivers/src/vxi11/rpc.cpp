#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fiberloom/drivers/vxi11/rpc.hpp>
#include <fiberloom/drivers/vxi11/xdr.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

constexpr std::uint32_t rpc_version = 2;
constexpr std::uint32_t message_is_call = 0;
constexpr std::uint32_t message_is_reply = 1;
constexpr std::uint32_t reply_accepted = 0;
constexpr std::uint32_t last_fragment = 0x80000000U;
constexpr std::size_t most_fragments = 4096;
constexpr std::size_t longest_record = std::size_t{64} * 1024 * 1024;

std::uint32_t take_uint(XdrReader& reader) {
  std::uint32_t value = 0;
  reader(value);
  return value;
}

void skip_credentials(XdrReader& reader) {
  std::string_view body;
  take_uint(reader);  // the flavour; nothing but "none" is checked here, and all are let in
  reader(body);
}

void put_no_credentials(XdrWriter& writer) {
  writer(std::uint32_t{0});
  writer(std::uint32_t{0});
}

// A read of a large block passes here: one allocation, one copy.
std::string joined(std::string front, std::string_view rest) {
  front.reserve(front.size() + rest.size());
  front += rest;
  return front;
}

std::string_view words_for(RpcOutcome outcome) {
  switch (outcome) {
    case RpcOutcome::success:
      return "nothing is wrong";
    case RpcOutcome::program_unavailable:
      return "there is no such RPC program";
    case RpcOutcome::program_mismatch:
      return "there is no such version of the RPC program";
    case RpcOutcome::procedure_unavailable:
      return "there is no such RPC procedure";
    case RpcOutcome::garbage_arguments:
      return "the arguments of the RPC procedure were not understood";
    case RpcOutcome::system_error:
      return "the RPC server is in trouble";
  }
  return "the RPC server gave an unknown reason";
}

std::uint32_t fetch_mark(StreamReader& reader, const Until& until) {
  XdrReader mark(reader.fetch(4, until));
  return take_uint(mark);
}

// The rest of a record whose first mark has come.
void read_fragments(StreamReader& reader, std::uint32_t mark, std::string& into,
                    std::size_t longest, const Until& until) {
  into.clear();
  for (std::size_t fragment = 0; fragment < most_fragments; ++fragment) {
    const std::size_t size = mark & ~last_fragment;
    if (into.size() + size > longest) {
      throw protocol_error("rpc", fmt::format("a record of more than {} bytes", longest));
    }
    reader.append(into, size, until);
    if ((mark & last_fragment) != 0) {
      return;
    }
    mark = fetch_mark(reader, until);
  }
  throw protocol_error("rpc", "a record in too many fragments");
}

}  // namespace

std::string encode_call(const RpcCall& call, std::string_view arguments) {
  XdrWriter writer;
  for (const std::uint32_t word : {call.transaction, message_is_call, rpc_version, call.program,
                                   call.version, call.procedure}) {
    writer(word);
  }
  put_no_credentials(writer);
  put_no_credentials(writer);  // the verifier
  return joined(writer.take(), arguments);
}

std::string encode_reply(const RpcReply& reply) {
  XdrWriter writer;
  for (const std::uint32_t word : {reply.transaction, message_is_reply, reply_accepted}) {
    writer(word);
  }
  put_no_credentials(writer);
  writer(static_cast<std::uint32_t>(reply.outcome));
  return joined(writer.take(), reply.results);
}

DecodedCall decode_call(std::string_view message) {
  XdrReader reader(message);
  DecodedCall decoded;
  decoded.call.transaction = take_uint(reader);
  if (take_uint(reader) != message_is_call || take_uint(reader) != rpc_version) {
    throw protocol_error("rpc", "this is no call of RPC version 2");
  }
  decoded.call.program = take_uint(reader);
  decoded.call.version = take_uint(reader);
  decoded.call.procedure = take_uint(reader);
  skip_credentials(reader);
  skip_credentials(reader);
  decoded.arguments = reader.rest();
  return decoded;
}

RpcReply decode_reply(std::string_view message) {
  XdrReader reader(message);
  RpcReply reply;
  reply.transaction = take_uint(reader);
  if (take_uint(reader) != message_is_reply) {
    throw protocol_error("rpc", "this is no RPC reply");
  }
  if (take_uint(reader) != reply_accepted) {
    throw protocol_error("rpc", "the RPC server denied the call");
  }
  skip_credentials(reader);
  const std::uint32_t outcome = take_uint(reader);
  if (outcome > static_cast<std::uint32_t>(RpcOutcome::system_error)) {
    throw protocol_error("rpc", "the RPC server gave an unknown reason");
  }
  reply.outcome = static_cast<RpcOutcome>(outcome);
  reply.results = reader.rest();
  return reply;
}

std::string record_mark(std::size_t size) {
  XdrWriter writer;
  writer(last_fragment | static_cast<std::uint32_t>(size));
  return writer.bytes();
}

void read_record(StreamReader& reader, std::string& into, std::size_t longest, const Until& until) {
  read_fragments(reader, fetch_mark(reader, until), into, longest, until);
}

RpcClient::RpcClient(ByteStream& stream, std::uint32_t first_transaction)
    : stream_(stream), reader_(stream), next_transaction_(first_transaction) {}

void RpcClient::send(RpcCall call, std::string_view arguments, const Until& until) {
  call.transaction = next_transaction_++;
  const std::string message = encode_call(call, arguments);
  const std::string mark = record_mark(message.size());
  const std::array<std::string_view, 2> parts{mark, message};
  is_intact_ = false;
  stream_.write_parts(parts, until);
  is_intact_ = true;
}

std::string_view RpcClient::call(RpcCall call, std::string_view arguments, const Until& until) {
  const std::uint32_t mine = next_transaction_;
  send(call, arguments, until);
  for (;;) {
    // Nothing of the reply has come yet: should that be all, the next call will skip it.
    const std::uint32_t mark = fetch_mark(reader_, until);
    is_intact_ = false;
    read_fragments(reader_, mark, record_, longest_record, until);
    const RpcReply reply = decode_reply(record_);
    is_intact_ = true;
    if (reply.transaction != mine) {
      continue;
    }
    if (reply.outcome != RpcOutcome::success) {
      throw unsupported_error(stream_.name(), words_for(reply.outcome));
    }
    return reply.results;
  }
}

namespace {

// Header and results apart: large results are sent from where they are.
struct Answer {
  std::string header{};
  std::string results{};
};

RpcOutcome run_program(const RpcProgram& program, const DecodedCall& decoded,
                       std::string& results) {
  if (program.version != decoded.call.version) {
    XdrWriter versions;
    versions(program.version);
    versions(program.version);
    results = versions.take();
    return RpcOutcome::program_mismatch;
  }
  if (decoded.call.procedure == 0) {  // every program has the one that does nothing
    return RpcOutcome::success;
  }
  try {
    std::optional<std::string> returned = program.run(decoded.call.procedure, decoded.arguments);
    if (!returned) {
      return RpcOutcome::procedure_unavailable;
    }
    results = std::move(*returned);
    return RpcOutcome::success;
  } catch (const core::InstrumentError& error) {
    return error.code() == "transport.protocol" ? RpcOutcome::garbage_arguments
                                                : RpcOutcome::system_error;
  }
}

std::optional<Answer> answer_apart(const std::vector<RpcProgram>& programs,
                                   std::string_view message) {
  DecodedCall decoded;
  try {
    decoded = decode_call(message);
  } catch (const core::InstrumentError&) {
    return std::nullopt;
  }
  Answer answer;
  const auto program = std::ranges::find(programs, decoded.call.program, &RpcProgram::number);
  const RpcOutcome outcome = program == programs.end()
                                 ? RpcOutcome::program_unavailable
                                 : run_program(*program, decoded, answer.results);
  answer.header =
      encode_reply({.transaction = decoded.call.transaction, .outcome = outcome, .results = {}});
  return answer;
}

}  // namespace

std::optional<std::string> answer_call(const std::vector<RpcProgram>& programs,
                                       std::string_view message) {
  std::optional<Answer> answer = answer_apart(programs, message);
  if (!answer) {
    return std::nullopt;
  }
  return joined(std::move(answer->header), answer->results);
}

void serve_calls(ByteStream& stream, const std::vector<RpcProgram>& programs,
                 const std::stop_token& stop) {
  constexpr std::chrono::seconds patience(60);  // with a client that does not take its reply
  StreamReader reader(stream);
  std::string record;
  for (;;) {
    read_record(reader, record, longest_record, Until::stopped(stop));
    const std::optional<Answer> answer = answer_apart(programs, record);
    if (!answer) {
      throw protocol_error(stream.name(), "this is no RPC call");
    }
    const std::string mark = record_mark(answer->header.size() + answer->results.size());
    const std::array<std::string_view, 3> parts{mark, answer->header, answer->results};
    stream.write_parts(parts, Until::within(patience, stop));
  }
}

}  // namespace fiberloom::drivers
