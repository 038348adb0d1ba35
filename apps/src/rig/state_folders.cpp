#include "rig/state_folders.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <fiberloom/core/error.hpp>
#include <system_error>

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

fs::path environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? fs::path() : fs::path(value);
}

fs::path state_home() {
  const fs::path told = environment("XDG_STATE_HOME");
  if (told.is_absolute()) {  // anything else is to be ignored, says the XDG base directory rule
    return told;
  }
  const fs::path home = environment("HOME");
  return home.empty() ? fs::temp_directory_path() : home / ".local" / "state";
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

}  // namespace

std::string file_name_of_rig(std::string_view rig) {
  std::string name = rig.empty() || rig.front() == '.' ? "_" : "";
  for (const char c : rig) {
    name += is_plain(c) ? c : '_';
  }
  return name;
}

fs::path runtime_folder() {
  const fs::path told = environment("XDG_RUNTIME_DIR");
  std::error_code failure;
  return told.is_absolute() && fs::is_directory(told, failure) ? told : fs::temp_directory_path();
}

fs::path state_folder() {
  fs::path folder = state_home() / "fiberloom";
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) {
    throw core::DocumentError(
        "file.not_writable",
        fmt::format("{}: cannot be made: {}; set XDG_STATE_HOME to a folder of yours",
                    folder.string(), failure.message()));
  }
  return folder;
}

}  // namespace fiberloom::app
