#pragma once

#include <fiberloom/core/model.hpp>
#include <string>
#include <vector>

namespace fiberloom::app {

/// Whether the loss gauge holds: fibre's operators only, in an order in which attenuation comes before the Kerr effect.
[[nodiscard]] bool has_canonical_form(const core::Model& model);

/// Which steps of a cascade need not be built, and which are one step: a sentence each.
///
/// Source:  conventions.md: "what is free, and what is not".
[[nodiscard]] std::vector<std::string> cascade_remarks(const core::Model& model);

}  // namespace fiberloom::app
