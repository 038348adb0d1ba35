#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/wire/stream_reader.hpp>

namespace fiberloom::drivers {
namespace {

// Small enough that what is cleared before a read is still in the cache when bytes are written over it.
constexpr std::size_t step = std::size_t{256} * 1024;
constexpr std::size_t small_step = std::size_t{4} * 1024;

}  // namespace

StreamReader::StreamReader(ByteStream& stream) : stream_(stream) {}

std::string_view StreamReader::buffered() const noexcept {
  return std::string_view(buffer_).substr(begin_);
}

// One read of the stream onto the end of `into`: at most `wanted`, rounded up to a step.
void StreamReader::grow(std::string& into, std::size_t wanted, const Until& until) {
  const std::size_t held = into.size();
  const std::size_t room = std::clamp(wanted, std::size_t{1}, step);
  into.resize(held + room);
  std::size_t count = 0;
  try {
    count = stream_.read_some({into.data() + held, room}, until);
  } catch (...) {
    into.resize(held);
    throw;
  }
  into.resize(held + count);
}

std::string_view StreamReader::fetch(std::size_t count, const Until& until) {
  if (begin_ > 0 && (buffered().empty() || begin_ > step)) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  while (buffered().size() < count) {
    grow(buffer_, std::max(count - buffered().size(), small_step), until);
  }
  const std::string_view taken = buffered().substr(0, count);
  begin_ += count;
  return taken;
}

void StreamReader::append(std::string& into, std::size_t count, const Until& until) {
  const std::size_t held = std::min(count, buffered().size());
  into.append(buffered().substr(0, held));
  begin_ += held;
  const std::size_t wanted = into.size() + count - held;
  // The count is what the other side claims: memory follows what really comes.
  while (into.size() < wanted) {
    grow(into, wanted - into.size(), until);
  }
}

void StreamReader::read_message(std::string& into, const MessageFormat& format,
                                const Until& until) {
  into.assign(buffered());
  buffer_.clear();
  begin_ = 0;
  MessageScanner scanner(format);
  for (;;) {
    try {
      const MessageScanner::Progress progress = scanner.scan(into, stream_.name());
      if (progress.is_complete) {
        buffer_.assign(into, progress.end);
        into.resize(progress.end);
        return;
      }
      grow(into, std::max(progress.missing, small_step), until);
    } catch (const core::Error&) {
      buffer_.swap(into);
      into.clear();
      throw;
    }
  }
}

std::size_t StreamReader::discard_available(const Until& until) {
  std::size_t dropped = buffered().size();
  buffer_.clear();
  begin_ = 0;
  while (stream_.available() > 0) {
    grow(buffer_, step, until);
    dropped += buffer_.size();
    buffer_.clear();
  }
  return dropped;
}

}  // namespace fiberloom::drivers
