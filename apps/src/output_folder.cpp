#include "output_folder.hpp"

#include <fmt/format.h>

#include <fiberloom/core/error.hpp>

#include "output_checks.hpp"

namespace fiberloom::app {

void make_output_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directory(folder, failure);
  if (failure && !std::filesystem::is_directory(folder)) {
    throw core::DocumentError(
        "file.not_writable", fmt::format("{}: the folder cannot be made ({}); choose another place",
                                         folder.string(), failure.message()));
  }
  require_writable(folder / "run.json");
}

}  // namespace fiberloom::app
