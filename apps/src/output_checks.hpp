#pragma once

#include <filesystem>
#include <span>
#include <string>

namespace fiberloom::app {

/// Makes sure, before long work, that a file can be written at the end of it.
///
/// Throws:  DocumentError "file.missing" when its folder does not exist, "file.not_writable" when the folder or the
///          file itself refuses.
void require_writable(const std::filesystem::path& output);

/// Refuses an output that would overwrite an input (a file, or a data file of a folder) or another output.
///
/// Throws:  InputError "input.output".
void require_apart(const std::filesystem::path& output,
                   std::span<const std::filesystem::path> others);

}  // namespace fiberloom::app
