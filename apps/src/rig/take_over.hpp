#pragma once

#include <exception>
#include <fiberloom/hal/bench.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::app {

/// What went wrong with each instrument of a bench, in its order; null where nothing did.
using Troubles = std::vector<std::exception_ptr>;

/// Does something with every instrument, those on different wires at the same time: one that is silent keeps nobody
/// waiting but who shares its wire.
[[nodiscard]] Troubles on_each_instrument(const hal::Bench& bench,
                                          const std::function<void(hal::Instrument&)>& action);

/// Configures every instrument that can be reached. Sources come first, one by one from the receiver to the laser: where
/// somebody left light on, no amplifier loses its seed before it is dark itself.
[[nodiscard]] Troubles take_over(const hal::Bench& bench);

/// The same for somebody who is going to write: what an interlock may have to know of has to answer. Only what merely
/// measures may be missing.
///
/// Throws:  what the first of the others threw, with everything safe that can be reached.
[[nodiscard]] Troubles take_over_for_writing(hal::Bench& bench);

/// One instrument alone, with all others left as they are.
hal::Instrument& take_over_one(const hal::Bench& bench, std::string_view name);

/// Whether any of them is there.
[[nodiscard]] bool any(const Troubles& troubles);

}  // namespace fiberloom::app
