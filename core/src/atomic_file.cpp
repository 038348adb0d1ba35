#include <fiberloom/core/atomic_file.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <utility>

namespace fiberloom::core {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t read_step = std::size_t{1} << 16;

std::string reason(int error) { return std::generic_category().message(error); }

std::string shown(const fs::path& path) { return printable(path.string(), 500); }

/// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  [[nodiscard]] int number() const noexcept { return number_; }
  [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
  bool close() noexcept { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

/// Removes the temporary file unless it was renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  [[nodiscard]] const fs::path& path() const noexcept { return path_; }
  void keep() noexcept { path_.clear(); }

 private:
  fs::path path_;
};

[[noreturn]] void refuse_writing(const fs::path& path, const std::string& why) {
  throw DocumentError("file.not_writable", shown(path) + ": cannot be written: " + why +
                                               "; the old file, if any, is untouched");
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// The file itself behind symbolic links, checked to be one that may be replaced.
fs::path writable_target(const fs::path& path) {
  if (path.filename().empty()) refuse_writing(path, "it names a folder, not a file");
  std::error_code ignored;  // a file that is not there yet is no error
  std::error_code error;
  fs::path target = fs::is_symlink(path, ignored) ? fs::weakly_canonical(path, error) : path;
  if (error) refuse_writing(path, error.message());
  const fs::file_status status = fs::status(target, ignored);
  if (fs::is_directory(status)) refuse_writing(path, "it is a folder");
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    refuse_writing(path, "it is not a regular file; name one");
  }
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored)) {
    throw DocumentError("file.missing", shown(path) + ": cannot be written: the folder " +
                                            shown(folder) + " does not exist; create it first");
  }
  return target;
}

fs::path temporary_name(const fs::path& folder) {
  static std::atomic<unsigned> counter{0};
  return folder / (".fiberloom-" + std::to_string(::getpid()) + '-' +
                   std::to_string(counter.fetch_add(1)) + ".tmp");
}

/// The rename is on disk only when the folder is; a file system that cannot sync folders is accepted.
void sync_folder(const fs::path& folder, const fs::path& path) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.is_open() || ::fsync(descriptor.number()) == 0) return;
  if (errno == EINVAL || errno == ENOTSUP) return;
  throw DocumentError("file.not_writable", shown(path) +
                                               ": was replaced, but its folder could not " +
                                               "be synced to disk: " + reason(errno));
}

[[noreturn]] void refuse_reading(const fs::path& path, const std::string& why) {
  throw DocumentError("file.not_readable", shown(path) + ": cannot be read: " + why);
}

[[noreturn]] void refuse_size(const fs::path& path, std::uint64_t largest_bytes) {
  throw DocumentError("file.too_large", shown(path) + ": is larger than " +
                                            std::to_string(largest_bytes) +
                                            " bytes, the most that is read here");
}

/// Reads to the end of file, whatever the size said before: a file may grow or lie (procfs).
std::string read_all(int descriptor, std::uint64_t size, std::uint64_t largest_bytes,
                     const fs::path& path) {
  std::string bytes(static_cast<std::size_t>(size) + 1,
                    '\0');  // one more byte meets the end of file
  std::size_t used = 0;
  while (true) {
    if (used == bytes.size()) bytes.resize(used + read_step);
    const ssize_t count = ::read(descriptor, bytes.data() + used, bytes.size() - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse_reading(path, reason(errno));
    if (count == 0) break;
    used += static_cast<std::size_t>(count);
    if (used > largest_bytes) refuse_size(path, largest_bytes);
  }
  bytes.resize(used);
  return bytes;
}

}  // namespace

void write_file_atomically(const fs::path& path, std::string_view bytes) {
  const fs::path target = writable_target(path);
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  const fs::path name = temporary_name(folder);
  Descriptor descriptor(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (!descriptor.is_open()) refuse_writing(path, reason(errno));
  TemporaryFile temporary(name);

  struct stat old {};
  const bool keeps_mode = ::stat(target.c_str(), &old) == 0;
  if (keeps_mode && ::fchmod(descriptor.number(), old.st_mode & 0777) != 0) {
    refuse_writing(path, reason(errno));
  }
  if (!write_all(descriptor.number(), bytes)) refuse_writing(path, reason(errno));
  if (::fsync(descriptor.number()) != 0) refuse_writing(path, reason(errno));
  if (!descriptor.close()) refuse_writing(path, reason(errno));
  if (::rename(name.c_str(), target.c_str()) != 0) refuse_writing(path, reason(errno));
  temporary.keep();
  sync_folder(folder, path);
}

std::string read_file(const fs::path& path, std::uint64_t largest_bytes) {
  // Without O_NONBLOCK, opening a pipe nobody writes to would never return.
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!descriptor.is_open() && (errno == ENOENT || errno == ENOTDIR)) {
    throw DocumentError("file.missing", shown(path) + ": no such file; check the path");
  }
  if (!descriptor.is_open()) refuse_reading(path, reason(errno));
  struct stat status {};
  if (::fstat(descriptor.number(), &status) != 0) refuse_reading(path, reason(errno));
  if (S_ISDIR(status.st_mode)) refuse_reading(path, "it is a folder; name a file");
  if (!S_ISREG(status.st_mode)) refuse_reading(path, "it is not a regular file");
  const auto size = static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0));
  if (size > largest_bytes) refuse_size(path, largest_bytes);
  return read_all(descriptor.number(), size, largest_bytes, path);
}

}  // namespace fiberloom::core
