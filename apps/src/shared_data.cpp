#include "shared_data.hpp"

#include <fmt/format.h>

#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/rig_catalog.hpp>
#include <set>

namespace fiberloom::app {
namespace {

namespace fs = std::filesystem;

std::string rig_names(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.insert(entry.path().stem().string());
  }
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

}  // namespace

fs::path shared_data_folder() {
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure);
  for (const fs::path& folder : {program.parent_path().parent_path() / "share" / "fiberloom",
                                 fs::path(FIBERLOOM_SHARED_DATA)}) {
    if (fs::is_directory(folder / "rigs", failure)) {
      return folder;
    }
  }
  throw core::DocumentError(
      "file.missing",
      "fiberloom: its rigs and demo data are not beside the program; install it, "
      "or run it where it was built");
}

hal::RigDocument find_rig(const std::string& name_or_path) {
  if (fs::exists(name_or_path)) {
    return hal::read_rig(name_or_path);
  }
  const fs::path rigs = shared_data_folder() / "rigs";
  const fs::path builtin = rigs / (name_or_path + ".json");
  if (name_or_path.find('/') == std::string::npos && fs::exists(builtin)) {
    return hal::read_rig(builtin);
  }
  throw core::InputError(
      "input.rig",
      fmt::format("{}: no such rig file, and no built-in rig of that name; there are {}",
                  name_or_path, rig_names(rigs)));
}

}  // namespace fiberloom::app
