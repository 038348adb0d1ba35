#pragma once

#include <filesystem>

namespace fiberloom::app {

/// Makes a folder for results (its parent must exist) and proves that a file can be written in it, before long work.
///
/// Throws:  DocumentError "file.missing", "file.not_writable".
void make_output_folder(const std::filesystem::path& folder);

}  // namespace fiberloom::app
