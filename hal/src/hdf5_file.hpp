#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace fiberloom::hal {

/// A table of numbers of any rank, row-major.
template <class Number>
struct Hdf5Table {
  std::vector<std::size_t> shape{};
  std::vector<Number> values{};
};

/// An HDF5 file that is written and read as a whole, with checksums over everything in it.
///
/// Throws:  core::DocumentError "document.recording" that names the file, for what HDF5 cannot do or does not find.
/// Threads: safe; HDF5 itself knows one thread at a time, which a lock in here sees to.
class Hdf5File {
 public:
  /// An empty file that becomes `path` when it is saved, and leaves nothing behind when it is not.
  [[nodiscard]] static Hdf5File make(const std::filesystem::path& path);
  /// The file that these bytes are; `path` is for messages.
  [[nodiscard]] static Hdf5File open(const std::filesystem::path& path, const std::string& bytes);

  Hdf5File(Hdf5File&&) noexcept;
  Hdf5File& operator=(Hdf5File&&) = delete;
  ~Hdf5File();

  void write(const char* name, const Hdf5Table<double>& table);
  void write(const char* name, const Hdf5Table<std::int64_t>& table);
  void write_attribute(const char* name, std::int64_t value);
  void write_attribute(const char* name, const std::string& text);

  [[nodiscard]] bool has_table(const char* name) const;
  [[nodiscard]] Hdf5Table<double> read_doubles(const char* name) const;
  [[nodiscard]] Hdf5Table<std::int64_t> read_integers(const char* name) const;
  [[nodiscard]] std::int64_t read_attribute(const char* name) const;
  [[nodiscard]] std::string read_text_attribute(const char* name) const;

  /// Puts the file in its place as a whole; nothing more can be written then.
  ///
  /// Throws:  besides, core::DocumentError "file.not_writable".
  void save();

 private:
  class Handle;

  Hdf5File(std::filesystem::path path, std::filesystem::path scratch, std::unique_ptr<Handle> file);

  std::filesystem::path path_;
  std::filesystem::path scratch_;  // where a new file is written to; empty for one that was opened
  std::unique_ptr<Handle> file_;
};

}  // namespace fiberloom::hal
