#pragma once

#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/report/schematic.hpp>

namespace fiberloom::app {

/// The way of the light through a plan, a row for each stage, with the powers that meters should show.
///
/// Elements that do not reach what the model wants, or stand beyond a limit, are marked.
/// Throws:  core::InputError "catalog.unknown_part".
[[nodiscard]] report::Schematic light_path_schematic(const hal::Plan& plan,
                                                     const hal::RigDocument& rig,
                                                     const hal::Catalog& catalog);

}  // namespace fiberloom::app
