#include "rig/bench_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>

#include "rig/state_folders.hpp"

namespace fiberloom::app {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw core::DocumentError("file.not_writable",
                            fmt::format("{}: cannot be locked: {}; set XDG_RUNTIME_DIR to a folder "
                                        "of yours",
                                        file.string(), std::strerror(errno)));
}

std::string content_of(int descriptor) {
  std::array<char, 300> bytes{};
  const ssize_t count = ::pread(descriptor, bytes.data(), bytes.size(), 0);
  return core::printable({bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0}, 300);
}

}  // namespace

BenchLock::BenchLock(std::string_view rig, std::string_view holder) {
  const std::filesystem::path file =
      runtime_folder() / fmt::format("fiberloom-{}.lock", file_name_of_rig(rig));
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor_ < 0) {
    fail(file);
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const bool is_held = errno == EWOULDBLOCK;
    const std::string other = content_of(descriptor_);
    ::close(descriptor_);
    if (!is_held) {
      fail(file);
    }
    throw core::InterlockError(
        "interlock.bench_in_use",
        fmt::format("rig \"{}\": its bench is in the hands of {}; end that first, which leaves the "
                    "sources dark",
                    rig, other.empty() ? "another process" : other));
  }
  // Only for the message above: a lock without a name is a lock all the same.
  const std::string name = fmt::format("process {} ({})", ::getpid(), holder);
  if (::ftruncate(descriptor_, 0) == 0) {
    static_cast<void>(::pwrite(descriptor_, name.data(), name.size(), 0));
  }
}

BenchLock::~BenchLock() { ::close(descriptor_); }

}  // namespace fiberloom::app
