#pragma once

#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::drivers {

enum class Direction { sent, received };

/// Bytes that went one way before any went the other.
struct TranscriptEntry {
  Direction direction = Direction::sent;
  std::string bytes{};

  bool operator==(const TranscriptEntry&) const = default;
};

/// What went over a wire, in order, as its client saw it.
using Transcript = std::vector<TranscriptEntry>;

/// Text that people can read and edit: "> " before what was sent, "< " before what was received, a line for each line of the
/// wire. Line feed, return, tabulator and backslash are \n, \r, \t and \\, other bytes that are not printable \xNN.
[[nodiscard]] std::string to_text(const Transcript& transcript);
/// Throws:  DocumentError "document.transcript" with the number of the line.
[[nodiscard]] Transcript parse_transcript(std::string_view text);

/// Takes down what goes over streams.
///
/// Threads: safe.
class TranscriptRecorder {
 public:
  void add(Direction direction, std::string_view bytes);
  [[nodiscard]] Transcript transcript() const;

 private:
  mutable std::mutex mutex_{};
  Transcript transcript_{};
};

/// Records a stream; the recorder outlives it.
[[nodiscard]] std::unique_ptr<ByteStream> record(std::unique_ptr<ByteStream> stream,
                                                 TranscriptRecorder& recorder);

/// Plays a transcript back: takes what was sent then, in any pieces, and answers what was received.
///
/// Throws:  InstrumentError "transport.replay" when other bytes are sent; "transport.timeout" when an answer is wanted where
///          none was recorded; "transport.closed" at the end.
[[nodiscard]] std::unique_ptr<ByteStream> replay(Transcript transcript);

}  // namespace fiberloom::drivers
