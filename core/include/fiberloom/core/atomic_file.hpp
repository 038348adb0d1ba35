#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace fiberloom::core {

/// Replaces a file as a whole: temporary file in the same folder, fsync, rename, fsync of the folder.
///
/// A failure leaves the old file untouched and no temporary file behind; the mode of an existing file
/// is kept, a symbolic link is followed.
/// Throws:  DocumentError "file.missing" (no such folder), "file.not_writable" (no permission, not a
///          regular file, disk full).
/// Threads: safe; the last writer of one path wins.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

/// The bytes of a regular file.
///
/// Throws:  DocumentError "file.missing", "file.not_readable", or "file.too_large" beyond
///          `largest_bytes`.
[[nodiscard]] std::string read_file(const std::filesystem::path& path,
                                    std::uint64_t largest_bytes = std::uint64_t{8} << 30);

}  // namespace fiberloom::core
