#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace fiberloom::app {

/// What a rig is called in the names of files: letters, digits, '-', '_' and '.', whatever its document calls it.
[[nodiscard]] std::string file_name_of_rig(std::string_view rig);

/// $XDG_RUNTIME_DIR, else the folder for temporary files.
[[nodiscard]] std::filesystem::path runtime_folder();

/// $XDG_STATE_HOME/fiberloom, else ~/.local/state/fiberloom, else a folder among the temporary files. Made when it is
/// not there.
///
/// Throws:  core::DocumentError "file.not_writable".
[[nodiscard]] std::filesystem::path state_folder();

}  // namespace fiberloom::app
