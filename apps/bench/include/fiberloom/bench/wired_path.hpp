#pragma once

#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/rig_document.hpp>

namespace fiberloom::app {

/// The light path of a bench as it stands, when no plan says what it was wired for: the bare one, with the tunable
/// compensators of its stages and with the fixed parts that its wiring or its interlocks name.
///
/// Throws:  core::InputError "input.no_bench", "catalog.unknown_part".
[[nodiscard]] hal::LightPath wired_path(const hal::RigDocument& rig, const hal::Catalog& catalog);

}  // namespace fiberloom::app
