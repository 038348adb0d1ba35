#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fiberloom/drivers/wire/transcript.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <utility>

namespace fiberloom::drivers {
namespace {

constexpr std::string_view first_line = "fiberloom.transcript/1";

void append_escaped(std::string& text, char c) {
  switch (c) {
    case '\n':
      text += "\\n";
      return;
    case '\r':
      text += "\\r";
      return;
    case '\t':
      text += "\\t";
      return;
    case '\\':
      text += "\\\\";
      return;
    default:
      text += c >= ' ' && c <= '~' ? std::string(1, c)
                                   : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
}

[[noreturn]] void fail(std::size_t line, std::string_view what) {
  throw core::DocumentError("document.transcript",
                            fmt::format("transcript, line {}: {}", line, what));
}

// One escape behind a backslash; moves `at` to its last character.
char unescape(std::string_view text, std::size_t& at, std::size_t line) {
  if (++at >= text.size()) {
    fail(line, "a backslash at its end");
  }
  switch (text[at]) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '\\':
      return '\\';
    default:
      break;
  }
  unsigned value = 0;
  const std::string_view digits = text.substr(std::min(at + 1, text.size()), 2);
  const auto [end, trouble] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (text[at] != 'x' || digits.size() != 2 || trouble != std::errc{} ||
      end != digits.data() + digits.size()) {
    fail(line, "a backslash with something unknown behind it");
  }
  at += 2;
  return static_cast<char>(value);
}

void append(Transcript& transcript, Direction direction, std::string_view bytes) {
  if (bytes.empty()) {
    return;
  }
  if (transcript.empty() || transcript.back().direction != direction) {
    transcript.push_back({.direction = direction, .bytes = {}});
  }
  transcript.back().bytes += bytes;
}

class RecordingStream final : public ByteStream {
 public:
  RecordingStream(std::unique_ptr<ByteStream> stream, TranscriptRecorder& recorder)
      : stream_(std::move(stream)), recorder_(recorder) {}

  std::size_t read_some(std::span<char> buffer, const Until& until) override {
    const std::size_t count = stream_->read_some(buffer, until);
    recorder_.add(Direction::received, {buffer.data(), count});
    return count;
  }
  void write_parts(std::span<const std::string_view> parts, const Until& until) override {
    stream_->write_parts(parts, until);
    for (const std::string_view part : parts) {
      recorder_.add(Direction::sent, part);
    }
  }
  std::size_t available() override { return stream_->available(); }
  const std::string& name() const noexcept override { return stream_->name(); }

 private:
  std::unique_ptr<ByteStream> stream_;
  TranscriptRecorder& recorder_;
};

class ReplayStream final : public ByteStream {
 public:
  explicit ReplayStream(Transcript transcript) : transcript_(std::move(transcript)) {}

  std::size_t read_some(std::span<char> buffer, const Until&) override {
    if (entry_ == transcript_.size()) {
      throw closed_error(name_, "reading past the end of the recording");
    }
    const std::string_view rest = rest_of(Direction::received);
    if (rest.empty()) {
      throw timeout_error(name_, "reading where the recording waits for a command");
    }
    const std::size_t count = std::min(buffer.size(), rest.size());
    std::copy_n(rest.data(), count, buffer.data());
    advance(count);
    return count;
  }

  void write_parts(std::span<const std::string_view> parts, const Until&) override {
    for (std::string_view part : parts) {
      while (!part.empty()) {
        const std::string_view rest = rest_of(Direction::sent);
        const std::size_t count = std::min(part.size(), rest.size());
        if (count == 0 || part.substr(0, count) != rest.substr(0, count)) {
          throw core::InstrumentError(
              "transport.replay",
              fmt::format("{}: entry {} of the recording has '{}' where '{}' is sent; record it "
                          "again if the driver changed on purpose",
                          name_, entry_ + 1, shortened(rest), shortened(part)));
        }
        part.remove_prefix(count);
        advance(count);
      }
    }
  }

  std::size_t available() override { return rest_of(Direction::received).size(); }
  const std::string& name() const noexcept override { return name_; }

 private:
  static std::string shortened(std::string_view bytes) {
    constexpr std::size_t most = 60;
    std::string text;
    for (const char c : bytes.substr(0, most)) {
      append_escaped(text, c);
    }
    return text;
  }

  [[nodiscard]] std::string_view rest_of(Direction direction) const {
    if (entry_ == transcript_.size() || transcript_[entry_].direction != direction) {
      return {};
    }
    return std::string_view(transcript_[entry_].bytes).substr(at_);
  }

  void advance(std::size_t count) {
    at_ += count;
    if (at_ == transcript_[entry_].bytes.size()) {
      ++entry_;
      at_ = 0;
    }
  }

  Transcript transcript_;
  std::size_t entry_ = 0;
  std::size_t at_ = 0;
  std::string name_ = "replay";
};

}  // namespace

std::string to_text(const Transcript& transcript) {
  std::string text(first_line);
  text += '\n';
  for (const TranscriptEntry& entry : transcript) {
    const std::string_view mark = entry.direction == Direction::sent ? "> " : "< ";
    bool is_new_line = true;
    for (const char c : entry.bytes) {
      text += is_new_line ? mark : "";
      append_escaped(text, c);
      is_new_line = c == '\n';
      text += is_new_line ? "\n" : "";
    }
    text += is_new_line ? "" : "\n";
  }
  return text;
}

Transcript parse_transcript(std::string_view text) {
  Transcript transcript;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (number == 1) {
      if (line != first_line) {
        fail(number, fmt::format("it should be '{}'", first_line));
      }
      continue;
    }
    if (!line.starts_with("> ") && !line.starts_with("< ")) {
      fail(number, "it should begin with '> ' or '< '");
    }
    std::string bytes;
    for (std::size_t at = 2; at < line.size(); ++at) {
      bytes += line[at] == '\\' ? unescape(line, at, number) : line[at];
    }
    append(transcript, line.front() == '>' ? Direction::sent : Direction::received, bytes);
  }
  if (number == 0) {
    fail(1, fmt::format("it should be '{}'", first_line));
  }
  return transcript;
}

void TranscriptRecorder::add(Direction direction, std::string_view bytes) {
  const std::scoped_lock lock(mutex_);
  append(transcript_, direction, bytes);
}

Transcript TranscriptRecorder::transcript() const {
  const std::scoped_lock lock(mutex_);
  return transcript_;
}

std::unique_ptr<ByteStream> record(std::unique_ptr<ByteStream> stream,
                                   TranscriptRecorder& recorder) {
  return std::make_unique<RecordingStream>(std::move(stream), recorder);
}

std::unique_ptr<ByteStream> replay(Transcript transcript) {
  return std::make_unique<ReplayStream>(std::move(transcript));
}

}  // namespace fiberloom::drivers
