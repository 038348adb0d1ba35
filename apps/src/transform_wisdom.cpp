#include "transform_wisdom.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_wisdom.hpp>
#include <string>
#include <system_error>

#include "command_line.hpp"

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_bytes = 16 << 20;
constexpr std::size_t longest_path = 500;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

template <class Real>
void load(const fs::path& folder, Context& context) {
  const fs::path path = folder / core::fft_wisdom_file_name<Real>();
  std::string text;
  try {
    text = core::read_file(path, largest_bytes);
  } catch (const core::Error&) {
    return;
  }
  if (!core::load_fft_wisdom<Real>(text)) {
    context.note(fmt::format(
        "fiberloom: {}: damaged, not used; `fiberloom plan-transforms` writes it anew\n",
        core::printable(path.string(), longest_path)));
  }
}

template <class Real>
fs::path store(const fs::path& folder) {
  fs::path path = folder / core::fft_wisdom_file_name<Real>();
  core::write_file_atomically(path, core::fft_wisdom<Real>());
  return path;
}

}  // namespace

fs::path transform_wisdom_folder() {
  const fs::path cache = environment("XDG_CACHE_HOME");
  if (cache.is_absolute()) {  // others are to be ignored, says the XDG Base Directory Specification
    return cache / "fiberloom";
  }
  const fs::path home = environment("HOME");
  return home.is_absolute() ? home / ".cache" / "fiberloom" : fs::path();
}

void load_transform_wisdom(Context& context) {
  const fs::path folder = transform_wisdom_folder();
  if (!folder.empty()) {
    load<double>(folder, context);
    load<float>(folder, context);
  }
}

std::vector<fs::path> store_transform_wisdom() {
  const fs::path folder = transform_wisdom_folder();
  if (folder.empty()) {
    throw core::InputError("input.cache_folder",
                           "no cache folder: neither XDG_CACHE_HOME nor HOME is an absolute path");
  }
  std::error_code error;
  fs::create_directories(folder, error);  // a failure shows when the first file is written
  return {store<double>(folder), store<float>(folder)};
}

}  // namespace fiberloom::app
