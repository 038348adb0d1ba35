#include "hislip_session.hpp"

#include <algorithm>
#include <array>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

namespace fiberloom::drivers::hislip {
namespace {

constexpr std::uint64_t longest_payload = std::uint64_t{1} << 30U;
constexpr std::chrono::seconds patience(60);  // with a client that does not take its answer

// Of every type that 1.0 does not have, those of 2.0 for encryption and credentials among them.
std::string unknown_type_error() {
  return encode({.type = Type::error, .control = error::unknown_type},
                "this server has no such message; encryption and credentials are not offered");
}

Header next_header(StreamReader& reader, ByteStream& stream, const Until& until) {
  try {
    const Header header = decode(reader.fetch(header_size, until));
    if (header.payload_size > longest_payload) {
      throw protocol_error(stream.name(), "a payload without measure");
    }
    return header;
  } catch (const core::InstrumentError& error) {
    if (error.code() == "transport.protocol") {
      stream.write(encode({.type = Type::fatal_error, .control = fatal::bad_header},
                          "poorly formed message header"),
                   until.at_most(patience));
    }
    throw;
  }
}

}  // namespace

Session::Session(Shared& shared, std::uint16_t id)
    : shared_(shared), id_(id), is_overlapped_(shared.options.prefers_overlapped) {}

void Session::tell(std::string message) {
  const std::scoped_lock lock(mutex_);
  outbox_.push_back(std::move(message));
  wake_.request_stop();
}

// ---- synchronous channel ----

void Session::serve_sync(ByteStream& stream, StreamReader& reader, const std::stop_token& stop) {
  const std::stop_callback on_stop(stop, [this] { over_.request_stop(); });
  const Until until = Until::stopped(over_.get_token());
  struct Leaver {
    std::stop_source& over;
    ~Leaver() { over.request_stop(); }
  } const leaver{over_};
  for (;;) {
    const Header header = next_header(reader, stream, until);
    switch (header.type) {
      case Type::data:
      case Type::data_end:
      case Type::trigger:
        take_data(stream, reader, header, until);
        break;
      case Type::device_clear_complete:
        finish_clear(stream, header, until);
        break;
      default: {
        std::string ignored;
        reader.append(ignored, header.payload_size, until);
        stream.write(unknown_type_error(), until.at_most(patience));
      }
    }
  }
}

void Session::take_data(ByteStream& stream, StreamReader& reader, const Header& header,
                        const Until& until) {
  reader.append(input_, header.payload_size, until);
  {
    const std::scoped_lock lock(mutex_);
    if (is_clearing_) {
      input_.clear();
      return;
    }
  }
  // Who is locked out waits, and is not refused.
  if (!shared_.locks.wait_for_turn(id_, until.stop)) {
    throw stopped_error(stream.name(), "waiting for a lock");
  }
  note_interruption(stream, header, until);
  if (header.type == Type::trigger) {
    const std::scoped_lock turn(shared_.turn);
    shared_.device.trigger();
    return;
  }
  if (input_.size() > longest_payload) {
    throw protocol_error(stream.name(), "a message without measure");
  }
  if (header.type == Type::data_end) {
    {
      const std::scoped_lock turn(shared_.turn);
      shared_.device.execute(input_, reply_);
    }
    input_.clear();
    answer(stream, header, reply_, until);
    shared_.status_changed();
  }
}

void Session::note_interruption(ByteStream& stream, const Header& header, const Until& until) {
  bool is_interrupted = false;
  {
    const std::scoped_lock lock(mutex_);
    if ((header.control & answer_was_taken) != 0) {
      has_answer_ = false;
    }
    is_interrupted = has_answer_ && !is_overlapped_;
    has_answer_ = has_answer_ && is_overlapped_;
    last_message_ = header.parameter;
  }
  if (!is_interrupted) {
    return;
  }
  stream.write(encode({.type = Type::interrupted, .parameter = header.parameter}, ""),
               until.at_most(patience));
  tell(encode({.type = Type::async_interrupted, .parameter = header.parameter}, ""));
  const std::scoped_lock turn(shared_.turn);
  shared_.device.note(QueryFault::interrupted);
}

void Session::answer(ByteStream& stream, const Header& question, std::string_view answer,
                     const Until& until) {
  if (answer.empty()) {
    return;
  }
  std::uint64_t piece = 0;
  Header header{.parameter = question.parameter};
  {
    const std::scoped_lock lock(mutex_);
    if (is_clearing_) {
      return;
    }
    piece = longest_payload_;
    has_answer_ = true;
    if (is_overlapped_) {
      header.parameter = std::exchange(next_answer_, next_answer_ + 2);
    }
  }
  while (!answer.empty()) {
    const std::string_view payload = answer.substr(0, piece);
    answer.remove_prefix(payload.size());
    header.type = answer.empty() ? Type::data_end : Type::data;
    header.payload_size = payload.size();
    const std::string front = encode(header);
    const std::array<std::string_view, 2> parts{front, payload};
    stream.write_parts(parts, until.at_most(patience));
  }
}

void Session::finish_clear(ByteStream& stream, const Header& header, const Until& until) {
  input_.clear();
  next_answer_ = first_message;
  {
    const std::scoped_lock lock(mutex_);
    is_clearing_ = false;
    has_answer_ = false;
    last_message_ = before_first_message;
    is_overlapped_ = (header.control & overlapped) != 0;
  }
  stream.write(encode({.type = Type::device_clear_acknowledge,
                       .control = static_cast<std::uint8_t>(header.control & overlapped)},
                      ""),
               until.at_most(patience));
}

// ---- asynchronous channel ----

std::stop_token Session::wake_token() {
  const std::scoped_lock lock(mutex_);
  if (wake_.stop_requested()) {
    wake_ = {};
  }
  if (over_.stop_requested()) {  // it may have woken what was thrown away just now
    wake_.request_stop();
  }
  return wake_.get_token();
}

void Session::flush(ByteStream& stream, const Until& until) {
  std::vector<std::string> messages;
  {
    const std::scoped_lock lock(mutex_);
    messages.swap(outbox_);
  }
  for (const std::string& message : messages) {
    stream.write(message, until.at_most(patience));
  }
}

void Session::serve_async(ByteStream& stream, StreamReader& reader, const std::stop_token& stop) {
  const std::stop_callback on_stop(stop, [this] { over_.request_stop(); });
  struct Leaver {
    std::stop_source& over;
    ~Leaver() { over.request_stop(); }
  } const leaver{over_};
  const std::stop_callback on_over(over_.get_token(), [this] {
    const std::scoped_lock lock(mutex_);
    wake_.request_stop();
  });
  const Until until = Until::stopped(over_.get_token());
  while (!over_.stop_requested()) {
    const std::stop_token woken = wake_token();
    flush(stream, until);
    Header header;
    try {
      header = next_header(reader, stream, Until::stopped(woken));
    } catch (const core::InterruptedError&) {
      continue;  // there is something to send, or this is the end; what came of a header is kept
    }
    std::string payload;
    reader.append(payload, header.payload_size, until);
    stream.write(respond(header, payload, until.stop), until.at_most(patience));
  }
}

std::string Session::respond(const Header& header, const std::string& payload,
                             const std::stop_token& stop) {
  switch (header.type) {
    case Type::async_maximum_message_size: {
      const std::uint64_t size = decode_size(payload);
      const std::scoped_lock lock(mutex_);
      longest_payload_ = std::max(size, std::uint64_t{header_size + 1}) - header_size;
      return encode({.type = Type::async_maximum_message_size_response},
                    encode_size(shared_.options.longest_message));
    }
    case Type::async_lock:
      return lock_response(header, payload, stop);
    case Type::async_lock_info:
      return encode({.type = Type::async_lock_info_response,
                     .control = static_cast<std::uint8_t>(shared_.locks.is_exclusive() ? 1 : 0),
                     .parameter = shared_.locks.num_holders()},
                    "");
    case Type::async_status_query:
      return status_response(header);
    case Type::async_device_clear:
      return start_clear();
    case Type::async_remote_local_control:
      return encode({.type = Type::async_remote_local_response}, "");  // there is no front panel
    default:
      return unknown_type_error();
  }
}

std::string Session::lock_response(const Header& header, const std::string& payload,
                                   const std::stop_token& stop) {
  Header response{.type = Type::async_lock_response};
  if (header.control == 1) {
    const bool has_it =
        shared_.locks.acquire(id_, payload, std::chrono::milliseconds(header.parameter), stop);
    response.control = has_it ? 1 : 0;
  } else if (header.control == 0) {
    response.control = shared_.locks.release(id_);
  } else {
    response = {.type = Type::error, .control = error::unknown_control};
  }
  return encode(response, "");
}

std::string Session::status_response(const Header& header) {
  bool has_answer = false;
  {
    const std::scoped_lock lock(mutex_);
    if ((header.control & answer_was_taken) != 0) {
      has_answer_ = false;
    }
    // Some clients quote the message that they will send next.
    const bool is_current =
        header.parameter == last_message_ || header.parameter == last_message_ + 2;
    has_answer = has_answer_ && is_current;
  }
  const std::scoped_lock turn(shared_.turn);
  return encode(
      {.type = Type::async_status_response, .control = shared_.device.status_byte(has_answer)}, "");
}

std::string Session::start_clear() {
  {
    const std::scoped_lock lock(mutex_);
    is_clearing_ = true;
    has_answer_ = false;
  }
  const std::scoped_lock turn(shared_.turn);
  shared_.device.clear();
  return encode(
      {.type = Type::async_device_clear_acknowledge,
       .control = static_cast<std::uint8_t>(shared_.options.prefers_overlapped ? overlapped : 0)},
      "");
}

}  // namespace fiberloom::drivers::hislip
