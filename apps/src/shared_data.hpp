#pragma once

#include <fiberloom/hal/rig_document.hpp>
#include <filesystem>
#include <string>

namespace fiberloom::app {

/// The folder with the rigs and the demo's data: beside an installed program in ../share/fiberloom, else in the
/// sources that the program was built from.
///
/// Throws:  DocumentError "file.missing" when neither is there.
std::filesystem::path shared_data_folder();

/// The rig document of that file, or the built-in rig of that name ("spec", "hard").
///
/// Throws:  InputError "input.rig" that lists the names when there is neither; as hal::read_rig.
hal::RigDocument find_rig(const std::string& name_or_path);

}  // namespace fiberloom::app
