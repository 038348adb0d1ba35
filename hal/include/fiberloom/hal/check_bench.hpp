#pragma once

#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <string_view>

namespace fiberloom::hal {

/// Everything that is wrong between the entries of a rig's bench, all at once, each with its JSON pointer: names used
/// twice or not at all declared, an instrument in a place that its role cannot fill, one instrument in two places, more
/// stages than the rig has room for, a figure that neither document nor part tell or that is beyond the part's, a connection between things that are no neighbours, an interlock that guards nothing,
/// wants a setting that its role does not have, or contradicts another one; a detector, amplifier or switch without the
/// interlock that it needs.
///
/// A rig that could not be read whole is checked as far as it goes: `unread` is what its reader has told. A field with a
/// mistake holds its initial value, and nothing is said of an entry that has one, nor of a name that might be its.
/// Returns nothing for a rig without a bench.
[[nodiscard]] core::Diagnostics check_bench(const RigDocument& rig, const Catalog& catalog,
                                            const core::Diagnostics& unread = {});

/// Throws:  core::InvalidDocument "document.invalid" with all of them; `source_name` is the rig's file.
void require_bench(const RigDocument& rig, const Catalog& catalog, std::string_view source_name);

}  // namespace fiberloom::hal
