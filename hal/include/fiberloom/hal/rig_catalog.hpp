#pragma once

#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <filesystem>

namespace fiberloom::hal {

/// The parts that this rig can be made of: the catalogue that comes with fiberloom, then what the rig's catalogue file
/// and the rig itself say. A part with a known id stands in the place of the known one: what was measured on a spool that
/// a lab owns replaces its sheet.
[[nodiscard]] Catalog catalog_for(const RigDocument& rig);

/// What is wrong between a rig's own parts, its stock and the catalogue, each with its JSON pointer: an id used twice, a
/// known part that becomes one of another kind, stock of a part that there is not, a part that is listed twice.
[[nodiscard]] core::Diagnostics check_stock(const RigDocument& rig);

/// The rig document in that file, with the parts of the catalogue file that it names, checked down to its bench.
///
/// Throws:  InvalidDocument with every mistake at once, those of fields and those of check_stock() and check_bench();
///          otherwise as core::read_document.
[[nodiscard]] RigDocument read_rig(const std::filesystem::path& path);

/// The catalogue in that file.
///
/// Throws:  InvalidDocument with every mistake at once; otherwise as core::read_document.
[[nodiscard]] Catalog read_catalog(const std::filesystem::path& path);

}  // namespace fiberloom::hal
