#include "output_checks.hpp"

#include <unistd.h>

#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <string_view>

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_place(const char* code, const fs::path& output, const std::string& why) {
  throw core::DocumentError(code, "cannot write " + output.string() + ": " + why);
}

// As text, for two files that do not exist yet.
fs::path settled(const fs::path& path) {
  std::error_code error;
  const fs::path result = fs::weakly_canonical(path, error);
  return error ? path.lexically_normal() : result;
}

bool is_same(const fs::path& a, const fs::path& b) {
  std::error_code error;
  return fs::equivalent(a, b, error) || settled(a) == settled(b);
}

// Files that load_dataset reads out of a folder.
bool is_data_file(const fs::path& path) {
  constexpr std::string_view endings[] = {".npy", ".tsv", ".txt", ".csv", ".ts"};
  return std::ranges::find(endings, path.extension().string()) != std::end(endings);
}

}  // namespace

void require_writable(const fs::path& output) {
  std::error_code error;
  const fs::path folder = output.has_parent_path() ? output.parent_path() : fs::path(".");
  if (!fs::exists(folder, error)) {
    refuse_place("file.missing", output, "there is no folder " + folder.string());
  }
  if (!fs::is_directory(folder, error)) {
    refuse_place("file.not_writable", output, folder.string() + " is not a folder");
  }
  if (output.filename().empty() || fs::is_directory(output, error)) {
    refuse_place("file.not_writable", output, "it is a folder");
  }
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    refuse_place("file.not_writable", output, "no permission to write in " + folder.string());
  }
  if (!fs::exists(output, error)) {
    return;
  }
  if (!fs::is_regular_file(output, error)) {
    refuse_place("file.not_writable", output, "it is not a regular file");
  }
  if (::access(output.c_str(), W_OK) != 0) {
    refuse_place("file.not_writable", output, "no permission to replace it");
  }
}

void require_apart(const fs::path& output, std::span<const fs::path> others) {
  for (const fs::path& other : others) {
    std::error_code error;
    const bool is_inside = fs::is_directory(other, error) && fs::exists(output, error) &&
                           is_data_file(output) && is_same(output.parent_path(), other);
    if (!other.empty() && (is_same(output, other) || is_inside)) {
      throw core::InputError("input.output", "the output " + output.string() + " would overwrite " +
                                                 (is_inside ? "a file of " : "") + other.string() +
                                                 "; choose another name");
    }
  }
}

}  // namespace fiberloom::app
