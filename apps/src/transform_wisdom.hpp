#pragma once

#include <filesystem>
#include <vector>

namespace fiberloom::app {

class Context;

/// Where measured transform plans are kept from one run to the next: $XDG_CACHE_HOME/fiberloom, or .cache/fiberloom in
/// the home folder; empty when the environment names neither.
[[nodiscard]] std::filesystem::path transform_wisdom_folder();

/// Loads what is kept there. Without it nothing is missing but speed: files that are not there or cannot be read are
/// passed over in silence, a damaged one with a note.
void load_transform_wisdom(Context& context);

/// Keeps all that is known now, one file for each precision; the files.
///
/// Throws:  InputError "input.cache_folder" when there is no folder for it; DocumentError of write_file_atomically().
std::vector<std::filesystem::path> store_transform_wisdom();

}  // namespace fiberloom::app
